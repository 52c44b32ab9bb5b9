import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { aHospital, type Hall, openHall } from '../../test/hall.ts';
import type { Stage } from '../../test/stage.ts';

const tickets = 'POST /v1/clinics/{clinic}/tickets';

describe('a ticket', () => {
  let stage: Stage;
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
    stage = hall.stage;
  });
  afterEach(() => stage.close());
  it('says number, clinic, room, people ahead and expected wait, and is announced', async () => {
    await hall.take('p-1');
    const reply = await hall.take('p-2');
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      ticket: reply.body.ticket,
      number: 2,
      clinic: 'noi',
      clinicName: { vi: 'Nội tổng quát', en: 'General medicine' },
      room: 'P.101',
      ahead: 1,
      expectedWaitMinutes: 8,
      priority: 3,
    });
    expect(hall.announced('queue.ticket-issued').at(-1)).toMatchObject({
      subject: reply.body.ticket,
      data: { ticket: reply.body.ticket, clinic: 'noi', person: 'p-2', number: 2, priority: 3, channel: 'kiosk' },
    });
  });
  it('puts a child before those who wait, with the reason in both languages', async () => {
    await hall.take('p-1');
    await hall.take('p-2');
    const child = await hall.take('child-1');
    expect(child.body).toMatchObject({
      number: 3,
      ahead: 0,
      priority: 1,
      priorityReason: { code: 'under-6', vi: 'Trẻ em dưới 6 tuổi', en: 'Child under 6' },
    });
    expect((await hall.take('old-1')).body).toMatchObject({ ahead: 1, priorityReason: { code: '75-and-over' } });
    expect((await hall.take('p-3')).body).toMatchObject({ ahead: 4, priority: 3 });
  });
  it('has the priority that the desk confirms, and no kiosk can claim one', async () => {
    await hall.take('p-1');
    expect((await hall.atDesk('p-2', 'pregnant')).body).toMatchObject({ ahead: 0, priority: 1 });
    expect((await hall.atDesk('p-3', 'emergency')).body).toMatchObject({ ahead: 0, priority: 0 });
    expect(hall.announced('queue.ticket-issued').at(-1)).toMatchObject({ data: { channel: 'desk' } });
    const claimed = await stage.request(tickets, { clinic: 'noi', person: 'p-4', ground: 'merit' }, { as: 'kiosk' });
    expect(claimed).toMatchObject({ status: 403, body: { code: 'priority-needs-staff' } });
  });
  it('is numbered by clinic', async () => {
    await hall.take('p-1');
    expect((await hall.take('p-1', {}, 'ho-hap')).body.number).toBe(1);
  });
  it('starts again at 1 at midnight in Bien Hoa, which is 17:00 UTC', async () => {
    stage.setClock('2026-11-24T16:59:59.000Z');
    await hall.take('p-1');
    expect((await hall.take('p-2')).body.number).toBe(2);
    stage.setClock('2026-11-24T17:00:00.000Z');
    expect((await hall.take('p-3')).body).toMatchObject({ number: 1, ahead: 0 });
    expect((await hall.take('p-1')).body).toMatchObject({ number: 2, ahead: 1 });
  });
  it('is refused to a patient who already holds one for this clinic', async () => {
    await hall.take('p-1');
    expect(await hall.take('p-1')).toMatchObject({ status: 409, body: { code: 'ticket-already-held' } });
    await hall.call();
    expect(await hall.take('p-1')).toMatchObject({ status: 409, body: { code: 'ticket-already-held' } });
  });
  it('is the same ticket when the kiosk sends the same request again', async () => {
    const first = await hall.take('p-1', { key: 'kiosk-7-0001' });
    const again = await hall.take('p-1', { key: 'kiosk-7-0001' });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(hall.announced('queue.ticket-issued')).toHaveLength(1);
  });
  it.each([
    ['a clinic that does not exist', { clinic: 'da-lieu', person: 'p-1' }, 404, 'clinic-unknown'],
    ['a person who is not registered', { clinic: 'noi', person: 'nobody' }, 404, 'person-unknown'],
    ['an unknown field', { clinic: 'noi', person: 'p-1', priority: 0 }, 400, 'invalid-input'],
    ['an unknown ground', { clinic: 'noi', person: 'p-1', ground: 'vip' }, 400, 'invalid-input'],
  ])('is refused for %s', async (_, input, status, code) => {
    expect(await stage.request(tickets, input, { as: 'kiosk' })).toMatchObject({ status, body: { code } });
    expect(hall.announced('queue.ticket-issued')).toEqual([]);
  });
  it('is not issued by a doctor or a board', async () => {
    expect((await hall.take('p-1', { as: 'doctor' })).status).toBe(403);
    expect((await hall.take('p-1', { as: 'board' })).status).toBe(403);
  });
  it('is given once when ten kiosks ask for one patient at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => hall.take('p-1')));
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === 'ticket-already-held')).toHaveLength(9);
    expect((await hall.board()).waiting).toBe(1);
  });
  it('has a number of its own for each of fifty patients who come at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, (_, n) => hall.take(`p-${n}`)));
    const numbers = replies.map((reply) => reply.body.number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });
  it('never shares its number with another of its clinic and day, whoever comes when', async () => {
    const arrival = fc.record({
      person: fc.integer({ min: 0, max: 5 }),
      clinic: fc.constantFrom('noi', 'nhi', 'san'),
      minutes: fc.constantFrom(0, 1, 300, 700),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 25 }), async (arrivals) => {
        const { stage: fresh } = await openHall();
        const last = new Map<string, number>();
        for (const { person, clinic, minutes } of arrivals) {
          fresh.setClock({ minutes });
          const day = new Date(fresh.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
          const reply = await fresh.request(tickets, { clinic, person: `p-${person}` }, { as: 'kiosk' });
          if (reply.status !== 201) continue;
          const line = `${clinic} ${day}`;
          expect(reply.body.number).toBe((last.get(line) ?? 0) + 1);
          last.set(line, reply.body.number);
        }
        await fresh.close();
      }),
      { numRuns: 15 },
    );
  });
  it('is numbered apart from the tickets of other hospitals', async () => {
    await stage.announce(hospitalRequested, aHospital('general', 'thong-nhat'), 'platform');
    await hall.take('p-1');
    expect((await hall.take('p-1', { hospital: 'thong-nhat' })).body.number).toBe(1);
  });
});
