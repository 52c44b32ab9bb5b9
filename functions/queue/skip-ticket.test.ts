import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a patient who is skipped', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('is called again after three others', async () => {
    for (let n = 1; n <= 5; n++) await hall.take(`p-${n}`);
    const { ticket } = (await hall.call()).body;
    expect(await hall.act(ticket, 'skip', {}, 'doctor')).toMatchObject({ status: 201, body: { state: 'waiting' } });
    expect(await hall.board()).toMatchObject({ now: [], next: [2, 3, 4, 1, 5], waiting: 5 });
    const order: number[] = [];
    for (let n = 0; n < 5; n++) order.push((await hall.call()).body.number);
    expect(order).toEqual([2, 3, 4, 1, 5]);
    expect(hall.announced('queue.ticket-skipped')).toMatchObject([{ data: { ticket, number: 1, calls: 1 } }]);
  });
  it('keeps the number, and no second one is given', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.act(ticket, 'skip');
    expect((await hall.take('p-1')).body.code).toBe('ticket-already-held');
    expect((await hall.call()).body.ticket).toBe(ticket);
  });
  it('must have been called', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    expect((await hall.act(ticket, 'skip')).body.code).toBe('ticket-not-called');
    expect((await hall.act(ticket, 'skip', {}, 'kiosk')).status).toBe(403);
  });
  it('is with the doctor after all when the visit began in that moment', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.act(ticket, 'skip');
    await hall.open(ticket, 'p-1');
    expect((await hall.ask(ticket)).state).toBe('called');
    expect((await hall.board()).waiting).toBe(0);
  });
});
