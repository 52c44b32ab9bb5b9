import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';
import type { Stage } from '../../test/stage.ts';

const calls = 'POST /v1/clinics/{clinic}/calls';

describe('a call', () => {
  let stage: Stage;
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
    stage = hall.stage;
  });
  afterEach(() => stage.close());
  it('gives the doctor the next patient and announces how long that patient waited', async () => {
    const ticket = (await hall.take('p-1')).body.ticket;
    stage.setClock({ minutes: 12 });
    const reply = await hall.call();
    expect(reply).toMatchObject({
      status: 201,
      body: { ticket, number: 1, person: 'p-1', room: 'P.101', waitedSeconds: 720 },
    });
    expect(hall.announced('queue.ticket-called')).toMatchObject([
      {
        subject: ticket,
        by: 'doctor-1',
        data: { ticket, clinic: 'noi', person: 'p-1', number: 1, waitedSeconds: 720 },
      },
    ]);
  });
  it('follows the order of the line: two of a priority class, then one ordinary patient', async () => {
    for (const person of ['p-1', 'p-2', 'child-1', 'old-1', 'child-2', 'child-3']) await hall.take(person);
    const called: number[] = [];
    for (let n = 0; n < 6; n++) called.push((await hall.call()).body.number);
    expect(called).toEqual([3, 4, 1, 5, 6, 2]);
  });
  it('takes an emergency at once', async () => {
    for (const person of ['p-1', 'child-1']) await hall.take(person);
    await hall.atDesk('p-9', 'emergency');
    expect((await hall.call()).body.person).toBe('p-9');
  });
  it('is refused when nobody waits, in this clinic or at all', async () => {
    await hall.take('p-1');
    expect(await hall.call('doctor-1', 'nhi')).toMatchObject({ status: 409, body: { code: 'line-empty' } });
    expect(await hall.call('doctor-1', 'da-lieu')).toMatchObject({ status: 404, body: { code: 'clinic-unknown' } });
  });
  it('gives ten doctors who call at once ten different patients', async () => {
    for (let n = 1; n <= 12; n++) await hall.take(`p-${n}`);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => hall.call(`doctor-${n}`)));
    expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 10 }, () => 201));
    const numbers = replies.map((reply) => reply.body.number).toSorted((a, b) => a - b);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await hall.board()).toMatchObject({ next: [11, 12], waiting: 2 });
  });
  it('keeps the order of the line although ten doctors call at once', async () => {
    for (const person of ['p-1', 'p-2', 'p-3', 'p-4', 'child-1', 'child-2', 'child-3', 'child-4'])
      await hall.take(person);
    await Promise.all(Array.from({ length: 5 }, (_, n) => hall.call(`doctor-${n}`)));
    const called = hall.announced('queue.ticket-called').map((one) => calledTicketNumber(one.data));
    expect(called).toEqual([5, 6, 1, 7, 8]);
  });
  it('is the same call when the doctor sends it again', async () => {
    await hall.take('p-1');
    await hall.take('p-2');
    const once = await stage.request(calls, { clinic: 'noi' }, { as: 'doctor', key: 'call-0001' });
    const again = await stage.request(calls, { clinic: 'noi' }, { as: 'doctor', key: 'call-0001' });
    expect(again.body).toEqual(once.body);
    expect((await hall.board()).waiting).toBe(1);
  });
  it('passes over somebody whom a lagging index still shows as waiting', async () => {
    const first = (await hall.take('p-1')).body.ticket;
    await hall.take('p-2');
    stage.embedded.database.run(
      "UPDATE items SET value = json_set(value, '$.state', 'called') WHERE context = 'queue' AND pk = ?",
      `TICKET#${first}`,
    );
    expect((await hall.call()).body.number).toBe(2);
    expect((await hall.call()).body.code).toBe('line-empty');
  });
  it('never reaches into the line of the day before', async () => {
    stage.setClock('2026-11-24T16:50:00.000Z');
    await hall.take('p-1');
    stage.setClock('2026-11-24T17:00:00.000Z');
    expect((await hall.call()).body.code).toBe('line-empty');
    await hall.take('p-2');
    expect((await hall.call()).body).toMatchObject({ number: 1, person: 'p-2' });
  });
  it('teaches the clinic how long a patient takes, when the called one waited all the time', async () => {
    for (let n = 1; n <= 6; n++) await hall.take(`p-${n}`);
    for (let n = 1; n <= 6; n++) {
      await hall.call();
      if (n < 6) stage.setClock({ minutes: 20 });
    }
    // One doctor at work, who called just now: 20 minutes until the next call and for each patient ahead.
    await hall.take('p-7');
    expect((await hall.take('p-8')).body).toMatchObject({ ahead: 1, expectedWaitMinutes: 40 });
    expect((await hall.take('p-8', {}, 'ho-hap')).body).toMatchObject({ ahead: 0, expectedWaitMinutes: 0 });
  });
  it('halves the wait of those behind when two doctors call', async () => {
    for (let n = 1; n <= 7; n++) await hall.take(`p-${n}`);
    await hall.call('doctor-1');
    await hall.call('doctor-2');
    expect((await hall.take('p-8')).body).toMatchObject({ ahead: 5, expectedWaitMinutes: 24 });
  });
  it('is made by doctors only', async () => {
    await hall.take('p-1');
    for (const as of ['kiosk', 'reception', 'board', 'cashier'] as const) {
      expect((await stage.request(calls, { clinic: 'noi' }, { as })).status).toBe(403);
    }
  });
  it('reads a bounded part of the line, by index', async () => {
    const asked: string[] = [];
    const ports = await stage.embedded.ports(stage.hospital, 'queue');
    const query = ports.table.query.bind(ports.table);
    Object.assign(ports.table, {
      query: (one: Parameters<typeof query>[0]) => {
        asked.push(`${one.index ?? 'table'} ${one.pk} ${one.limit}`);
        return query(one);
      },
    });
    await hall.take('p-1');
    asked.length = 0;
    await hall.call();
    expect(new Set(asked)).toEqual(new Set(['index1 LINE#noi#2026-11-24 20']));
  });
});

const calledTicketNumber = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'number' in data ? data.number : undefined;
