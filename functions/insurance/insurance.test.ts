import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personFacts } from '../../shared/contracts/identity.ts';
import { coverageOf } from '../../shared/contracts/insurance.ts';
import { answer, context, route } from '../../shared/kernel/doors.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { insurance } from './index.ts';

/** Knows every person whose id begins with `p`. */
const persons = context('identity', {
  answerPersonFacts: answer(personFacts, {
    summary: 'Invented people',
    handle: async ({ person }) => ({ known: person.startsWith('p') }),
  }),
});
const till = context('till', {
  askCoverage: route('GET /v1/test/coverages/{person}', {
    summary: 'A neighbouring context asks for a coverage',
    who: ['cashier'],
    input: coverageOf.input,
    output: coverageOf.output,
    asks: [coverageOf],
    handle: (input, world) => world.ask(coverageOf, input),
  }),
});
const card = 'HT3990000000001';

describe('health insurance', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [insurance, persons, till] });
  });
  afterEach(() => stage.close());
  const state = (telling: Record<string, unknown>, as: 'kiosk' | 'reception' | 'doctor' = 'kiosk') =>
    stage.request('POST /v1/coverages', { person: 'p-1', ...telling }, { as });
  const read = (person = 'p-1') => stage.request('GET /v1/persons/{person}/coverage', { person }, { as: 'cashier' });

  it('is recorded from the card and announced as a coded fact', async () => {
    const reply = await state({ card, validFrom: '2026-01-01', validTo: '2026-12-31' });
    expect(reply).toMatchObject({
      status: 201,
      body: { state: 'stated', benefit: '3', expired: false, heldByAnother: false },
    });
    expect(stage.events()).toMatchObject([
      {
        name: 'insurance.coverage-recorded',
        subject: 'p-1',
        data: {
          person: 'p-1',
          benefit: '3',
          validFrom: '2026-01-01',
          validTo: '2026-12-31',
          route: 'registered',
          state: 'stated',
        },
      },
    ]);
  });
  it('counts an old card of a near-poor household by the rule of today', async () => {
    expect((await state({ card: 'CN3990000000001' })).body.benefit).toBe('2');
  });
  it('tells a neighbour the newest statement, without the card number', async () => {
    const ask = () => stage.request('GET /v1/test/coverages/{person}', { person: 'p-1' }, { as: 'cashier' });
    expect((await ask()).body).toEqual({});
    await state({ card });
    stage.setClock({ minutes: 1 });
    await state({ none: true });
    expect((await ask()).body).toEqual({ coverage: { route: 'registered', state: 'none' } });
    stage.setClock({ minutes: 1 });
    await state({ card, validTo: '2026-12-31' });
    const coverage = { benefit: '3', validTo: '2026-12-31', route: 'registered', state: 'stated' };
    expect((await ask()).body).toEqual({ coverage });
    stage.setClock({ minutes: 1 });
    await state({ card, fiveYearsFrom: '2025-03-01' });
    expect((await ask()).body.coverage).toMatchObject({ benefit: '3', fiveYearsFrom: '2025-03-01' });
  });
  it('records that a person uses no insurance', async () => {
    const reply = await state({ none: true });
    expect(reply).toMatchObject({ status: 201, body: { state: 'none', expired: false } });
    expect(reply.body).not.toHaveProperty('benefit');
    expect(stage.events()).toMatchObject([{ data: { person: 'p-1', route: 'registered', state: 'none' } }]);
    expect(stage.events()[0]?.data).not.toHaveProperty('benefit');
  });
  it('takes a card until the end of its last Vietnamese day and then says that it has expired', async () => {
    stage.setClock('2026-11-30T16:59:59.000Z');
    const ending = { card, validTo: '2026-11-30' };
    expect((await state(ending)).body.expired).toBe(false);
    stage.setClock('2026-11-30T17:00:00.000Z');
    expect(await state(ending)).toMatchObject({ status: 201, body: { state: 'stated', benefit: '3', expired: true } });
    expect(stage.events()).toHaveLength(2);
  });
  it('keeps the route of own choice', async () => {
    await state({ card, route: 'own-choice' });
    expect((await read()).body.route).toBe('own-choice');
  });
  it.each([
    ['HT3 99', 'wrong_length'],
    ['9900000001', 'ten_digits_only'],
    ['HT9990000000001', 'bad_benefit'],
  ])('refuses %j as unreadable with its reason', async (text, because) => {
    expect(await state({ card: text })).toMatchObject({ status: 422, body: { code: 'card-unreadable', because } });
    expect(stage.stored('insurance')).toEqual([]);
  });
  it('refuses a person who is not registered here', async () => {
    expect(await state({ person: 'x-1', card })).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
  });
  it.each([
    ['neither a card nor none', {}],
    ['a card and none', { card, none: true }],
    ['an end before the beginning', { card, validFrom: '2026-02-01', validTo: '2026-01-31' }],
    ['a day that does not exist', { card, validTo: '2026-02-30' }],
    ['an unknown route', { card, route: 'transfer' }],
  ])('refuses %s', async (_, telling) => {
    expect(await state(telling)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });
  it('is not stated by a doctor', async () => {
    expect(await state({ card }, 'doctor')).toMatchObject({ status: 403 });
  });
  it('notices a card that somebody else has shown, and records it all the same', async () => {
    await state({ card });
    expect((await state({ card })).body.heldByAnother).toBe(false);
    expect(await state({ person: 'p-2', card })).toMatchObject({ status: 201, body: { heldByAnother: true } });
    expect((await state({ person: 'p-1-b', card })).body.heldByAnother).toBe(true);
    expect((await state({ card })).body.heldByAnother).toBe(true);
  });
  it('shows staff the latest statement and audits that reading', async () => {
    await state({ card, validTo: '2026-12-31' });
    stage.setClock({ minutes: 5 });
    await state({ none: true }, 'reception');
    expect(await read()).toMatchObject({
      status: 200,
      body: { person: 'p-1', state: 'none', expired: false, recordedAt: '2026-11-24T01:05:00.000Z' },
    });
    const audit = stage.stored('insurance').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', by: 'cashier-1', subject: 'p-1', door: 'insurance.readCoverage' }),
    );
    const kept = stage.stored('insurance').filter((item) => item.sk.startsWith('COVERAGE#'));
    expect(kept).toHaveLength(2);
  });
  it('finds nothing for a person who stated nothing, or in another hospital', async () => {
    await state({ card });
    expect(await read('p-2')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const elsewhere = await stage.request(
      'GET /v1/persons/{person}/coverage',
      { person: 'p-1' },
      { as: 'doctor', hospital: 'thong-nhat' },
    );
    expect(elsewhere.status).toBe(404);
  });
  it('leaves no card number open in store, events, log or answers', async () => {
    const { text } = await state({ card });
    await state({ card: `${card}9` });
    const shown = await read();
    const open = JSON.stringify([text, shown.text, stage.stored('insurance'), stage.events(), stage.log]);
    expect(open).not.toContain('990000000001');
  });
});
