import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a repeated call', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('puts the number on top of the board again and says how many calls there were', async () => {
    for (const person of ['p-1', 'p-2']) await hall.take(person);
    const { ticket } = (await hall.call()).body;
    hall.stage.setClock({ minutes: 1 });
    await hall.call('doctor-2');
    hall.stage.setClock({ minutes: 1 });
    const reply = await hall.act(ticket, 'recall', {}, 'doctor');
    expect(reply).toMatchObject({ status: 201, body: { ticket, number: 1, state: 'called', calls: 2 } });
    expect((await hall.board()).now).toMatchObject([
      { number: 1, calls: 2, calledAt: '2026-11-24T01:02:00.000Z' },
      { number: 2, calls: 1 },
    ]);
    expect(hall.announced('queue.ticket-recalled')).toMatchObject([
      { subject: ticket, data: { ticket, clinic: 'noi', person: 'p-1', number: 1, calls: 2 } },
    ]);
  });
  it('is refused for who waits, is with the doctor, belongs to another day, or is unknown', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    expect(await hall.act(ticket, 'recall')).toMatchObject({ status: 409, body: { code: 'ticket-not-called' } });
    await hall.call();
    await hall.open(ticket, 'p-1');
    expect((await hall.act(ticket, 'recall')).body.code).toBe('visit-begun');
    hall.stage.setClock({ minutes: 24 * 60 });
    expect((await hall.act(ticket, 'recall')).body.code).toBe('ticket-not-open');
    expect(await hall.act('nothing', 'recall')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
  it('is not made by a kiosk or a board', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    for (const as of ['kiosk', 'board', 'cashier'] as const)
      expect((await hall.act(ticket, 'recall', {}, as)).status).toBe(403);
  });
});
