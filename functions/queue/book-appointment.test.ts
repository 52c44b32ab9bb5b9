import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('an appointment', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());
  const on = async (day: string) =>
    (await hall.stage.request('GET /v1/appointments', { day, clinic: 'noi' }, { as: 'reception' })).body.items;

  it('is booked, listed on its day and with its patient, and announced by ids', async () => {
    const reply = await hall.book('p-1', '2026-11-25', '08:30', { channel: 'phone' });
    const { appointment } = reply.body;
    const booked = { appointment, clinic: 'noi', person: 'p-1', day: '2026-11-25', time: '08:30', channel: 'phone' };
    expect(reply).toMatchObject({ status: 201, body: booked });
    expect(await on('2026-11-25')).toMatchObject([booked]);
    const mine = await hall.stage.request('GET /v1/persons/{person}/appointments', { person: 'p-1' }, { as: 'kiosk' });
    expect(mine.body.items).toMatchObject([booked]);
    expect(hall.announced('queue.appointment-booked')).toMatchObject([{ subject: appointment, data: booked }]);
  });
  it('is given to three in an hour, although ten book at once, and none is lost', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => hall.book(`p-${n}`, '2026-11-25', `08:${10 + n}`)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(replies.filter(({ body }) => body.code === 'hour-full')).toHaveLength(7);
    expect(await on('2026-11-25')).toHaveLength(3);
  });
  it('fits the rules that the hospital set: hours, weekdays, so many an hour and a day', async () => {
    const rules = { sessions: [{ from: '08:00', to: '10:00' }], weekdays: [6], perHour: 2, perDay: 3 };
    const set = await hall.stage.request(
      'POST /v1/clinics/{clinic}/booking-rules',
      { clinic: 'noi', ...rules },
      { as: 'admin' },
    );
    expect(set).toMatchObject({ status: 201, body: { clinic: 'noi', ...rules } });
    const times = ['08:00', '08:10', '08:20', '09:00', '09:10', '10:00'];
    const codes: string[] = [];
    for (const [n, time] of times.entries()) codes.push((await hall.book(`p-${n}`, '2026-11-28', time)).body.code);
    expect(codes).toEqual([undefined, undefined, 'hour-full', undefined, 'day-full', 'clinic-not-open-then']);
    expect((await hall.book('p-9', '2026-11-25', '08:00')).body.code).toBe('clinic-not-open-then');
    const free = await hall.stage.request(
      'GET /v1/clinics/{clinic}/free-hours',
      { clinic: 'noi', day: '2026-11-28' },
      { as: 'kiosk' },
    );
    expect(free.body.items).toEqual([]);
    expect(hall.announced('queue.booking-rules-set')).toMatchObject([
      { data: { clinic: 'noi', perHour: 2, perDay: 3 } },
    ]);
  });
  it('is refused in the past, twice on a day, for who is not registered, and at no clinic', async () => {
    await hall.book('p-1', '2026-11-25', '08:00');
    expect((await hall.book('p-1', '2026-11-25', '10:00')).body.code).toBe('appointment-already-held');
    expect((await hall.book('p-2', '2026-11-24', '07:59')).body.code).toBe('appointment-in-past');
    expect(await hall.book('nobody-1', '2026-11-25', '10:00')).toMatchObject({ status: 404 });
    expect((await hall.book('p-2', '2026-11-25', '10:00', { clinic: 'da-lieu' })).body.code).toBe('clinic-unknown');
    expect((await hall.book('p-2', '2026-11-25', '25:00')).status).toBe(400);
  });
  it('is made by the reception and doctors, its rules by the administration', async () => {
    const booking = { clinic: 'noi', person: 'p-1', day: '2026-11-25', time: '08:00' };
    for (const as of ['kiosk', 'board', 'cashier'] as const)
      expect((await hall.stage.request('POST /v1/appointments', booking, { as })).status).toBe(403);
    const rules = { clinic: 'noi', sessions: [{ from: '08:00', to: '10:00' }], weekdays: [6], perHour: 2, perDay: 3 };
    expect((await hall.stage.request('POST /v1/clinics/{clinic}/booking-rules', rules, { as: 'doctor' })).status).toBe(
      403,
    );
  });
});
