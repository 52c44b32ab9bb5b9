import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a patient who returns', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('from tests goes before the ordinary patients and keeps the number and the visit', async () => {
    for (let n = 1; n <= 4; n++) await hall.take(`p-${n}`);
    const { ticket } = (await hall.call()).body;
    await hall.open(ticket, 'p-1');
    hall.stage.setClock({ minutes: 30 });
    expect(await hall.act(ticket, 'return')).toMatchObject({
      status: 201,
      body: { ticket, number: 1, state: 'waiting', ahead: 0 },
    });
    expect((await hall.board()).next).toEqual([1, 2, 3, 4]);
    hall.stage.setClock({ minutes: 5 });
    expect((await hall.call()).body).toMatchObject({ ticket, waitedSeconds: 300 });
    await hall.close(ticket, 'p-1');
    expect((await hall.ask(ticket)).state).toBe('served');
    expect(hall.announced('queue.ticket-returned')).toMatchObject([{ data: { ticket, after: 'tests' } }]);
  });
  const missed = async (): Promise<string> => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    for (const what of ['recall', 'recall', 'no-show']) await hall.act(ticket, what);
    return ticket;
  };
  it('after an absence stands at the end of the line, and holds one number', async () => {
    const ticket = await missed();
    for (const person of ['p-2', 'p-3']) await hall.take(person);
    expect((await hall.act(ticket, 'return')).body).toMatchObject({ number: 1, ahead: 2 });
    expect((await hall.board()).next).toEqual([2, 3, 1]);
    expect((await hall.take('p-1')).body.code).toBe('ticket-already-held');
    expect(hall.announced('queue.ticket-returned')).toMatchObject([{ data: { after: 'absence' } }]);
  });
  it('does not return with the old number when holding a new one', async () => {
    const ticket = await missed();
    await hall.take('p-1');
    expect((await hall.act(ticket, 'return')).body.code).toBe('ticket-already-held');
  });
  it('was away, and comes while the clinic is open', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    expect((await hall.act(ticket, 'return')).body.code).toBe('ticket-not-away');
    await hall.call();
    await hall.open(ticket, 'p-1');
    await hall.stage.request('POST /v1/clinics/{clinic}/closings', { clinic: 'noi' }, { as: 'reception' });
    expect((await hall.act(ticket, 'return')).body.code).toBe('clinic-closed');
    expect((await hall.act(ticket, 'return', {}, 'kiosk')).status).toBe(403);
  });
});
