import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a patient who does not come', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('leaves the line after three calls, and may take a new number', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.act(ticket, 'recall');
    expect(await hall.act(ticket, 'no-show')).toMatchObject({ status: 409, body: { code: 'too-few-calls' } });
    await hall.act(ticket, 'recall');
    expect(await hall.act(ticket, 'no-show')).toMatchObject({ status: 201, body: { ticket, state: 'missed' } });
    expect(await hall.board()).toMatchObject({ now: [], waiting: 0 });
    expect((await hall.ask(ticket)).state).toBe('missed');
    expect((await hall.take('p-1')).body).toMatchObject({ number: 2 });
    expect(hall.announced('queue.ticket-missed')).toMatchObject([{ data: { ticket, number: 1, calls: 3 } }]);
  });
  it('is not marked as absent when with the doctor', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.open(ticket, 'p-1');
    expect((await hall.act(ticket, 'no-show')).body.code).toBe('visit-begun');
    expect((await hall.act(ticket, 'no-show', {}, 'board')).status).toBe(403);
  });
});
