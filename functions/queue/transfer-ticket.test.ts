import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a patient who is sent on', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('holds a number of the other clinic, before its ordinary patients, and none here', async () => {
    for (const person of ['child-1', 'p-8', 'p-9']) await hall.take(person, {}, 'nhi');
    const { ticket } = (await hall.take('p-1')).body;
    const reply = await hall.act(ticket, 'transfer', { to: 'nhi' });
    expect(reply).toMatchObject({
      status: 201,
      body: { ticket, state: 'moved', made: { number: 4, clinic: 'nhi', room: 'P.106', ahead: 1 } },
    });
    const { made } = reply.body;
    expect((await hall.board('nhi')).next).toEqual([1, 4, 2, 3]);
    expect((await hall.board()).waiting).toBe(0);
    expect((await hall.ask(ticket)).state).toBe('moved');
    expect((await hall.take('p-1')).status).toBe(201);
    expect((await hall.take('p-1', {}, 'nhi')).body.code).toBe('ticket-already-held');
    expect(hall.announced('queue.ticket-transferred')).toMatchObject([
      { data: { ticket, clinic: 'noi', person: 'p-1', to: 'nhi', made: made.ticket, stays: false } },
    ]);
    expect(hall.announced('queue.ticket-issued').at(-2)).toMatchObject({
      data: { ticket: made.ticket, clinic: 'nhi' },
    });
  });
  it('stays with the first doctor as well for a second clinic in one visit', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.open(ticket, 'p-1');
    expect((await hall.act(ticket, 'transfer', { to: 'ho-hap' }, 'doctor')).body.code).toBe('visit-begun');
    const { made } = (await hall.act(ticket, 'transfer', { to: 'ho-hap', stays: true }, 'doctor')).body;
    expect((await hall.call('doctor-2', 'ho-hap')).body).toMatchObject({ ticket: made.ticket, person: 'p-1' });
    expect((await hall.ask(ticket)).state).toBe('called');
    await hall.close(made.ticket, 'p-1', 'ho-hap');
    expect((await hall.act(ticket, 'return')).body).toMatchObject({ state: 'waiting' });
  });
  it('is not sent to the own, an unknown, a closed clinic, or where a number is held already', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    const sent = async (to: string) => (await hall.act(ticket, 'transfer', { to })).body.code;
    expect([await sent('noi'), await sent('da-lieu')]).toEqual(['same-clinic', 'clinic-unknown']);
    await hall.take('p-1', {}, 'nhi');
    expect(await sent('nhi')).toBe('ticket-already-held');
    await hall.stage.request('POST /v1/clinics/{clinic}/closings', { clinic: 'san' }, { as: 'reception' });
    expect(await sent('san')).toBe('clinic-closed');
    await hall.act(ticket, 'transfer', { to: 'ngoai' });
    expect(await sent('ho-hap')).toBe('ticket-not-open');
  });
});
