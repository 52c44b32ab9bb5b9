import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a booked patient who arrives', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());
  const arrive = (appointment: string, more: object = {}, as: 'kiosk' | 'reception' | 'doctor' = 'kiosk') =>
    hall.stage.request('POST /v1/appointments/{appointment}/check-in', { appointment, ...more }, { as });

  it('in time stands with the booked ones, in turn with those who came without', async () => {
    const { appointment } = (await hall.book('p-1', '2026-11-24', '08:30')).body;
    const second = (await hall.book('p-2', '2026-11-24', '08:40')).body.appointment;
    for (const person of ['p-7', 'p-8', 'p-9']) await hall.take(person);
    hall.stage.setClock({ minutes: 15 });
    const reply = await arrive(appointment);
    expect(reply).toMatchObject({ status: 201, body: { number: 4, priority: 2, ahead: 0, inTime: true } });
    expect((await arrive(second)).body).toMatchObject({ number: 5, ahead: 2 });
    expect((await hall.board()).next).toEqual([4, 1, 5, 2, 3]);
    const data = { appointment, clinic: 'noi', person: 'p-1', ticket: reply.body.ticket, inTime: true };
    expect(hall.announced('queue.appointment-arrived')[0]).toMatchObject({ subject: appointment, data });
    expect(hall.announced('queue.ticket-issued')).toHaveLength(5);
  });
  it('more than half an hour early or late stands with those who did not book', async () => {
    const early = (await hall.book('p-1', '2026-11-24', '09:00')).body.appointment;
    const late = (await hall.book('p-2', '2026-11-24', '08:05')).body.appointment;
    expect((await arrive(early)).body).toMatchObject({ priority: 3, inTime: false });
    hall.stage.setClock({ minutes: 36 });
    expect((await arrive(late)).body).toMatchObject({ priority: 3, inTime: false });
  });
  it('keeps the better place that the law gives, of age or as the desk confirms', async () => {
    const old = (await hall.book('old-1', '2026-11-24', '08:10')).body.appointment;
    const other = (await hall.book('p-2', '2026-11-24', '08:10')).body.appointment;
    expect((await arrive(old)).body).toMatchObject({ priority: 1, priorityReason: { code: '75-and-over' } });
    expect((await arrive(other, { ground: 'pregnant' })).body.code).toBe('priority-needs-staff');
    expect((await arrive(other, { ground: 'pregnant' }, 'reception')).body).toMatchObject({ priority: 1 });
  });
  it('takes one number, on the day, with an appointment that stands', async () => {
    const today = (await hall.book('p-1', '2026-11-24', '08:10')).body.appointment;
    const tomorrow = (await hall.book('p-2', '2026-11-25', '08:10')).body.appointment;
    expect((await arrive(tomorrow)).body.code).toBe('appointment-other-day');
    const replies = await Promise.all([arrive(today), arrive(today)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await arrive(today)).body.code).toBe('appointment-ended');
    expect((await arrive('nothing')).body.code).toBe('not-found');
    expect((await arrive(tomorrow, {}, 'doctor')).status).toBe(403);
  });
  it('holds one number for a clinic, with an appointment or without', async () => {
    const { appointment } = (await hall.book('p-1', '2026-11-24', '08:10')).body;
    await hall.take('p-1');
    expect((await arrive(appointment)).body.code).toBe('ticket-already-held');
  });
});
