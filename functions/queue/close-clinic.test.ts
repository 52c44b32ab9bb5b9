import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('the end of a clinic day', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  const door = (what: string, as: 'reception' | 'doctor' = 'reception', clinic = 'noi') =>
    hall.stage.request(`POST /v1/clinics/{clinic}/${what}`, { clinic }, { as });
  it('stops numbers and calls, tells who was not seen, and shows on the board', async () => {
    for (const person of ['p-1', 'p-2', 'child-1']) await hall.take(person);
    await hall.call();
    expect(await door('closings')).toMatchObject({
      status: 201,
      body: { clinic: 'noi', day: '2026-11-24', closedAt: '2026-11-24T01:00:00.000Z', waiting: [1, 2] },
    });
    expect((await hall.take('p-4')).body.code).toBe('clinic-closed');
    expect((await hall.call()).body.code).toBe('clinic-closed');
    expect(await hall.board()).toMatchObject({ closed: true, next: [], waiting: 2, now: [{ number: 3 }] });
    expect(hall.announced('queue.clinic-closed')).toMatchObject([
      { subject: 'noi', data: { clinic: 'noi', day: '2026-11-24', waiting: 2 } },
    ]);
  });
  it('does not reach other clinics nor the next day, which begins at midnight in Viet Nam', async () => {
    await door('closings');
    expect((await hall.take('p-1', {}, 'nhi')).status).toBe(201);
    hall.stage.setClock('2026-11-24T16:59:00.000Z');
    expect((await hall.take('p-1')).body.code).toBe('clinic-closed');
    hall.stage.setClock('2026-11-24T17:00:00.000Z');
    expect((await hall.take('p-1')).body).toMatchObject({ number: 1, ahead: 0 });
  });
  it('is taken back by opening again: the line stands as it stood', async () => {
    for (const person of ['p-1', 'p-2']) await hall.take(person);
    const before = await hall.board();
    await door('closings');
    expect(await door('reopenings')).toMatchObject({ status: 201, body: { clinic: 'noi', waiting: 2 } });
    expect(await hall.board()).toEqual(before);
    expect(hall.announced('queue.clinic-reopened')).toMatchObject([{ data: { clinic: 'noi', day: '2026-11-24' } }]);
  });
  it('comes once, in a clinic that there is, by the reception or the administration', async () => {
    expect((await door('reopenings')).body.code).toBe('clinic-not-closed');
    await door('closings');
    expect((await door('closings')).body.code).toBe('clinic-closed');
    expect((await door('closings', 'reception', 'da-lieu')).body.code).toBe('clinic-unknown');
    expect((await door('closings', 'doctor')).status).toBe(403);
    expect((await door('reopenings', 'doctor')).status).toBe(403);
  });
});
