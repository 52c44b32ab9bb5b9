import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';
import type { Stage } from '../../test/stage.ts';

describe('the board', () => {
  let stage: Stage;
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
    stage = hall.stage;
  });
  afterEach(() => stage.close());
  it('shows who is called, who comes next in the order of the line, and how many wait', async () => {
    for (const person of ['p-1', 'p-2', 'p-3', 'child-1']) await hall.take(person);
    await hall.call();
    stage.setClock({ minutes: 1 });
    await hall.call();
    expect(await hall.board()).toEqual({
      clinic: 'noi',
      clinicName: { vi: 'Nội tổng quát', en: 'General medicine' },
      room: 'P.101',
      now: [
        { number: 1, calledAt: '2026-11-24T01:01:00.000Z', calls: 1 },
        { number: 4, calledAt: '2026-11-24T01:00:00.000Z', calls: 1 },
      ],
      next: [2, 3],
      waiting: 2,
      closed: false,
      at: '2026-11-24T01:01:00.000Z',
    });
  });
  it('names at most four called and six next', async () => {
    for (let n = 1; n <= 13; n++) await hall.take(`p-${n}`);
    for (let n = 0; n < 6; n++) {
      stage.setClock({ minutes: 1 });
      await hall.call();
    }
    const { now, next, waiting } = await hall.board();
    expect(now.map((one: { number: number }) => one.number)).toEqual([6, 5, 4, 3]);
    expect([next, waiting]).toEqual([[7, 8, 9, 10, 11, 12], 7]);
  });
  it('drops a patient whose visit has ended', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.close(ticket, 'p-1');
    expect((await hall.board()).now).toEqual([]);
  });
  it('shows numbers only, nobody', async () => {
    await hall.take('p-secret');
    await hall.call();
    expect(JSON.stringify(await hall.board())).not.toContain('p-secret');
  });
  it('is empty in the morning and unknown for a clinic that is not', async () => {
    expect(await hall.board()).toMatchObject({ now: [], next: [], waiting: 0 });
    expect(await hall.board('da-lieu')).toMatchObject({ code: 'clinic-unknown' });
  });
});
