import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personFacts, personName } from '../../shared/contracts/identity.ts';
import { context, route } from '../../shared/kernel/doors.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { identity } from './index.ts';
import type { Person } from './person.ts';
import { persons } from './persons.ts';

/** No such person: 099 is no province. */
const fields = ['099185004321', '987654321', 'Nguyễn Thị Thử', '15081985', 'Nữ', 'Ấp Mẫu, Xã Thử', '20062021'];
const aCard = (changes: Record<number, string> = {}): string => fields.map((field, n) => changes[n] ?? field).join('|');
/** Everything of the card that must never lie open, in each form in which it could. */
const secrets = ['099185004321', '987654321', 'Nguyễn Thị Thử', 'Nguyen Thi Thu', 'Ấp Mẫu', '15081985', '1985-08-15'];

/** A desk of another context, which may only ask. */
const desk = context('desk', {
  askFacts: route('GET /v1/test/facts/{person}', {
    summary: 'A neighbouring context asks for facts',
    who: ['reception'],
    input: personFacts.input,
    output: personFacts.output,
    asks: [personFacts],
    handle: (input, world) => world.ask(personFacts, input),
  }),
  askName: route('GET /v1/test/names/{person}', {
    summary: 'A neighbouring context asks for a name',
    who: ['reception'],
    input: personName.input,
    output: z.object({ name: z.string().optional() }),
    asks: [personName],
    handle: (input, world) => world.ask(personName, input),
  }),
});

describe('a citizen card at the kiosk', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [identity, desk] });
  });
  afterEach(() => stage.close());
  const scan = (card = aCard(), asking: Parameters<Stage['request']>[2] = {}) =>
    stage.request('POST /v1/card-readings', { card }, { as: 'kiosk', ...asking });
  const readings = () => stage.stored('identity').filter((item) => item.sk.startsWith('READING#'));

  it('registers a person who comes for the first time, and announces no more than coded facts', async () => {
    const reply = await scan();
    expect(reply).toMatchObject({
      status: 201,
      body: { returning: false, source: 'QR_CCCD', assurance: 'low', placeKnown: false, differs: [] },
    });
    expect(stage.events()).toMatchObject([
      {
        name: 'identity.person-registered',
        subject: reply.body.person,
        data: { person: reply.body.person, birthYear: 1985, sex: 'female', source: 'QR_CCCD' },
      },
    ]);
  });
  it('finds a person who has been there before, and keeps each reading', async () => {
    const first = await scan();
    stage.setClock({ minutes: 60 * 24 * 200 });
    const again = await scan();
    expect(again.body).toMatchObject({ person: first.body.person, returning: true, differs: [] });
    expect(stage.events()).toHaveLength(1);
    expect(readings().map((item) => JSON.parse(item.value))).toMatchObject([
      { at: '2026-11-24T01:00:00.000Z', by: 'kiosk-1', source: 'QR_CCCD', assurance: 'low' },
      { at: '2027-06-12T01:00:00.000Z', by: 'kiosk-1' },
    ]);
  });
  it('keeps what a later card says otherwise, and does not rewrite the person from an unsigned code', async () => {
    const { body } = await scan();
    stage.setClock({ minutes: 1 });
    const moved = await scan(aCard({ 2: 'Trần Thị Khác', 5: 'Ấp Mới' }));
    expect(moved.body).toMatchObject({ person: body.person, returning: true, differs: ['fullName', 'residence'] });
    const person = await stage.request('GET /v1/persons/{person}', { person: body.person }, { as: 'reception' });
    expect(person.body.name).toBe('Nguyễn Thị Thử');
    expect(readings().map((item) => Object.hasOwn(JSON.parse(item.value), 'sealed'))).toEqual([false, true]);
  });
  it('becomes one person when ten kiosks read it at once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => scan()));
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([201]));
    expect(new Set(replies.map((reply) => reply.body.person)).size).toBe(1);
    expect(replies.filter((reply) => !reply.body.returning)).toHaveLength(1);
    expect(stage.events()).toHaveLength(1);
    expect(stage.stored('identity').filter((item) => item.sk === 'PERSON')).toHaveLength(1);
    expect(readings()).toHaveLength(10);
  });
  it('is another person in another hospital', async () => {
    const here = await scan();
    const there = await scan(aCard(), { hospital: 'thong-nhat' });
    expect(there.body.returning).toBe(false);
    expect(there.body.person).not.toBe(here.body.person);
    const digests = (tenant: string) =>
      stage.stored('identity', tenant).flatMap((item) => (item.sk === 'NUMBER' ? [item.pk] : []));
    expect(digests('thong-nhat')).not.toEqual(digests('long-khanh'));
  });
  it.each([
    ['', 'empty'],
    ['https://example.vn', 'too_few_fields'],
    [aCard({ 0: '09918500432' }), 'bad_number'],
    [aCard({ 3: '25112026' }), 'birth_in_future'],
  ])('is refused with the reason when it reads %j', async (card, because) => {
    expect(await scan(card)).toMatchObject({ status: 422, body: { code: 'card-unreadable', because } });
    expect(stage.stored('identity')).toEqual([]);
  });
  it('is refused at the edge when it is longer than a card', async () => {
    expect(await scan(aCard({ 5: 'x'.repeat(512) }))).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });
  it.each(['doctor', 'cashier', 'board', 'province'] as const)('is not for the role %s to read', async (as) => {
    expect(await scan(aCard(), { as })).toMatchObject({ status: 403 });
  });

  it('leaves no name, number, date or address open in store, events, letters, log or answer', async () => {
    const { text, body } = await scan();
    const differing = await scan(aCard({ 5: 'Ấp Mẫu 2' }));
    await scan('099185004321');
    await stage.request('GET /v1/persons/{person}', { person: body.person }, { as: 'doctor' });
    await stage.settle();
    const open = JSON.stringify([
      text,
      differing.text,
      stage.stored('identity'),
      stage.events(),
      stage.letters(),
      stage.log,
    ]);
    expect(stage.stored('identity').length).toBeGreaterThan(5);
    for (const secret of secrets) expect(open).not.toContain(secret);
  });
  it('prints a person as redacted wherever a person is printed', async () => {
    const { body } = await scan();
    const item = stage.stored('identity').find((one) => one.pk === `PERSON#${body.person}` && one.sk === 'PERSON');
    const person: Person = JSON.parse(item?.value ?? '{}');
    const ports = await stage.embedded.ports(stage.hospital, 'identity');
    const details = await persons({ ...ports.table, commit: () => undefined }, ports.keys).details(person);
    expect(details.reveal().fullName).toBe('Nguyễn Thị Thử');
    for (const printed of [`${details}`, inspect(details), JSON.stringify({ details })]) {
      expect(printed).toContain('[redacted]');
      for (const secret of secrets) expect(printed).not.toContain(secret);
    }
  });

  it('lets staff read name, birth date, sex and a masked number, and audits that reading', async () => {
    const { body } = await scan();
    const reply = await stage.request('GET /v1/persons/{person}', { person: body.person }, { as: 'doctor' });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        person: body.person,
        name: 'Nguyễn Thị Thử',
        birthDate: '1985-08-15',
        sex: 'female',
        citizenNumber: '*********321',
        source: 'QR_CCCD',
      },
    });
    expect(reply.text).not.toContain('099185');
    const audit = stage.stored('identity').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', by: 'doctor-1', subject: body.person, door: 'identity.readPerson' }),
    );
  });
  it('hides a person from the kiosk, from roles without need and from other hospitals', async () => {
    const { person } = (await scan()).body;
    const read = 'GET /v1/persons/{person}';
    expect(await stage.request(read, { person }, { as: 'kiosk' })).toMatchObject({ status: 403 });
    expect(await stage.request(read, { person }, { as: 'admin' })).toMatchObject({ status: 403 });
    const elsewhere = await stage.request(read, { person }, { as: 'doctor', hospital: 'thong-nhat' });
    expect(elsewhere).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
  });
  it('tells a neighbouring context birth date and sex, no name and no number', async () => {
    const { person } = (await scan()).body;
    const facts = await stage.request('GET /v1/test/facts/{person}', { person }, { as: 'reception' });
    expect(facts.body).toEqual({ known: true, birthDate: '1985-08-15', sex: 'female', source: 'QR_CCCD' });
    const unknown = await stage.request('GET /v1/test/facts/{person}', { person: 'nobody' }, { as: 'reception' });
    expect(unknown.body).toEqual({ known: false });
  });
  it('tells the name to a context that prints it, and nothing for a person it does not know', async () => {
    const { person } = (await scan()).body;
    const named = await stage.request('GET /v1/test/names/{person}', { person }, { as: 'reception' });
    expect(named.body).toEqual({ name: 'Nguyễn Thị Thử' });
    const unknown = await stage.request('GET /v1/test/names/{person}', { person: 'nobody' }, { as: 'reception' });
    expect(unknown.body).toEqual({});
  });
});
