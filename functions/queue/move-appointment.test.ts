import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('an appointment that is moved', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());
  const move = (appointment: string, day: string, time: string) =>
    hall.stage.request('POST /v1/appointments/{appointment}/move', { appointment, day, time }, { as: 'reception' });
  const cancel = (appointment: string) =>
    hall.stage.request('POST /v1/appointments/{appointment}/cancellation', { appointment }, { as: 'reception' });
  const on = async (day: string) =>
    (await hall.stage.request('GET /v1/appointments', { day, clinic: 'noi' }, { as: 'reception' })).body.items;

  it('stands at its new time only, and frees the old one', async () => {
    const made: string[] = [];
    for (const n of [1, 2, 3]) made.push((await hall.book(`p-${n}`, '2026-11-25', `08:0${n}`)).body.appointment);
    const [first = ''] = made;
    expect((await hall.book('p-4', '2026-11-25', '08:30')).body.code).toBe('hour-full');
    expect(await move(first, '2026-11-26', '09:00')).toMatchObject({
      status: 201,
      body: { appointment: first, day: '2026-11-26', time: '09:00' },
    });
    expect((await hall.book('p-4', '2026-11-25', '08:30')).status).toBe(201);
    expect([await on('2026-11-25'), await on('2026-11-26')].map((items) => items.length)).toEqual([3, 1]);
    expect(hall.announced('queue.appointment-moved')).toMatchObject([
      { data: { appointment: first, day: '2026-11-26', time: '09:00', fromDay: '2026-11-25', fromTime: '08:01' } },
    ]);
  });
  it('may move within its own full hour, not into that of others', async () => {
    const made: string[] = [];
    for (const n of [1, 2, 3]) made.push((await hall.book(`p-${n}`, '2026-11-25', `08:0${n}`)).body.appointment);
    const late = (await hall.book('p-4', '2026-11-25', '09:00')).body.appointment;
    expect((await move(made[0] ?? '', '2026-11-25', '08:45')).status).toBe(201);
    expect((await move(late, '2026-11-25', '08:50')).body.code).toBe('hour-full');
    expect((await move(late, '2026-11-24', '07:00')).body.code).toBe('appointment-in-past');
    expect((await move('nothing', '2026-11-25', '10:00')).body.code).toBe('not-found');
  });
  it('is gone when it is cancelled: its time is free, and nothing can be done with it', async () => {
    const { appointment } = (await hall.book('p-1', '2026-11-25', '08:00')).body;
    expect(await cancel(appointment)).toMatchObject({ status: 201, body: { appointment, ended: 'cancelled' } });
    expect(await on('2026-11-25')).toEqual([]);
    const mine = await hall.stage.request('GET /v1/persons/{person}/appointments', { person: 'p-1' }, { as: 'kiosk' });
    expect(mine.body.items).toEqual([]);
    expect((await cancel(appointment)).body.code).toBe('appointment-ended');
    expect((await move(appointment, '2026-11-26', '08:00')).body.code).toBe('appointment-ended');
    expect((await cancel('nothing')).body.code).toBe('not-found');
    expect((await hall.book('p-1', '2026-11-25', '08:00')).status).toBe(201);
    expect(hall.announced('queue.appointment-cancelled')).toMatchObject([
      { data: { appointment, clinic: 'noi', person: 'p-1', day: '2026-11-25', time: '08:00' } },
    ]);
  });
  it('is not moved by a kiosk', async () => {
    const { appointment } = (await hall.book('p-1', '2026-11-25', '08:00')).body;
    for (const [what, more] of [
      ['move', { day: '2026-11-25', time: '09:00' }],
      ['cancellation', {}],
    ] as const) {
      const door = `POST /v1/appointments/{appointment}/${what}`;
      expect((await hall.stage.request(door, { appointment, ...more }, { as: 'kiosk' })).status).toBe(403);
    }
  });
});
