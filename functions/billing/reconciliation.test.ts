import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { openBillingStage, receiving } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';
import { keptBreak, mostBreaks, toldBreak } from './reconciliation.ts';

interface Moved {
  readonly reference: string;
  readonly amount: number;
  readonly out?: boolean;
  readonly day?: string;
}
const csvOf = (lines: readonly Moved[]): string =>
  [
    `Account: ${receiving['long-khanh']},,,`,
    'Date,Reference,Debit,Credit',
    ...lines.map(({ reference, amount, out, day = '2026-11-24' }) =>
      [day, reference, out ? amount : '', out ? '' : amount].join(','),
    ),
  ].join('\n');
const today = '2026-11-24';

async function openDay(now?: string) {
  const stage = await openBillingStage(now === undefined ? {} : { now });
  const channel = await stage.sepay();
  const desk = deskStage(stage);
  return Object.assign(stage, {
    calls: (transfer: Moved) => stage.pay(channel, { content: 'x', ...transfer }),
    async bring(lines: readonly Moved[]) {
      await stage.bringStatement(csvOf(lines));
    },
    at: async (day = today) =>
      (await stage.request('GET /v1/reconciliations/{day}', { day }, { as: 'cashier' })).body as {
        breaks: { break: string; kind: string; reference: string; needsOwner: boolean; owner?: string }[];
        [other: string]: unknown;
      },
    own: (id: string, person = 'cashier-7', more: object = {}) =>
      desk.ask(person, 'POST /v1/reconciliations/{day}/breaks/{break}/owner', { day: today, break: id, ...more }),
    resolve: (id: string, day = today) =>
      stage.request(
        'POST /v1/reconciliations/{day}/breaks/{break}/resolution',
        { day, break: id, outcome: 'bank-fee', note: 'Phí chuyển tiền' },
        { as: 'cashier' },
      ),
    shut: (day = today, as: 'admin' | 'cashier' = 'admin') =>
      stage.request('POST /v1/reconciliations/{day}/closing', { day }, { as }),
  });
}

describe('a closed day', () => {
  it('of as many differences as may be fits into one item, whatever was said of them', () => {
    const view = {
      break: 'f'.repeat(32),
      kind: 'other-direction' as const,
      vi: 'x'.repeat(100),
      en: 'x'.repeat(100),
      reference: '%'.repeat(100),
      bank: dong(-9_999_999_999_999),
      bankDay: LocalDay.parse(today),
      ledger: dong(-9_999_999_999_999),
      ledgerDay: LocalDay.parse(today),
      entry: 'f'.repeat(36),
      needsOwner: true,
      owner: 'x'.repeat(64),
      outcome: 'explained' as const,
      note: 'ệ'.repeat(500),
      resolvedAt: `${today}T00:00:00.000Z`,
      resolvedBy: 'x'.repeat(64),
    };
    const [one] = [JSON.stringify(keptBreak(view))];
    expect(Buffer.byteLength(one) * mostBreaks).toBeLessThan(390_000);
    expect(toldBreak(keptBreak(view))).toMatchObject({ kind: view.kind, vi: expect.stringMatching(/tiền/) });
  });
});

describe('a day at the bank and in the ledger', () => {
  let at: Awaited<ReturnType<typeof openDay>>;
  afterEach(() => at.close());
  const kinds = async (day = today) => (await at.at(day)).breaks.map(({ kind, reference }) => `${kind} ${reference}`);

  it('agrees movement by movement, with sums of both sides', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.calls({ reference: 'FT2', amount: 300, out: true });
    await at.bring([
      { reference: 'ft1', amount: 1_000 },
      { reference: 'FT2', amount: 300, out: true },
    ]);
    expect(await at.at()).toMatchObject({
      account: `970436:${receiving['long-khanh']}`,
      state: 'open',
      bank: { lines: 2, in: 1_000, out: 300 },
      ledger: { entries: 2, in: 1_000, out: 300 },
      agreed: 2,
      breakCount: 0,
      unowned: 0,
    });
  });
  it('agrees on another day about midnight, seen from both days, and nobody has to take that on', async () => {
    at = await openDay('2026-11-24T17:00:05.000Z');
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.bring([{ reference: 'FT1', amount: 1_000 }]);
    for (const day of ['2026-11-24', '2026-11-25']) {
      expect((await at.at(day)).breaks, day).toMatchObject([
        { kind: 'other-day', bankDay: '2026-11-24', ledgerDay: '2026-11-25', needsOwner: false },
      ]);
    }
    at.setClock({ minutes: 10 });
    expect((await at.shut('2026-11-24')).status).toBe(201);
  });
  it('names accounts of which there is no statement, beside the one that is compared', async () => {
    at = await openDay();
    await at.pay(await at.sepay(), { amount: 5, content: 'x', reference: 'FT1', account: '0999999999999' });
    expect(await at.at()).toMatchObject({
      breakCount: 0,
      others: [{ account: 'bank:unregistered:0999999999999', in: 5, out: 0 }],
    });
  });
  it('is not closed before it is over, by a cashier, or while nobody looks after a difference', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    expect((await at.shut()).body.code).toBe('day-not-over');
    // Midnight is 16 hours away; an entry of the last moment is written ten minutes later at most.
    at.setClock({ minutes: 16 * 60 + 9 });
    expect((await at.shut()).body.code).toBe('day-not-over');
    at.setClock({ minutes: 8 * 60 });
    expect((await at.shut(today, 'cashier')).status).toBe(403);
    expect((await at.shut()).body.code).toBe('breaks-unowned');
    const [one] = (await at.at()).breaks;
    // Nobody is made answerable by somebody else's word, least of all a name that nobody bears.
    expect((await at.own(String(one?.break), 'cashier-7', { owner: 'nobody' })).status).toBe(400);
    expect((await at.shut()).body.code).toBe('breaks-unowned');
    expect((await at.own(String(one?.break))).body).toMatchObject({ owner: 'cashier-7' });
    expect((await at.shut()).body).toMatchObject({ state: 'closed', closedBy: 'admin-1', unowned: 0 });
    expect((await at.shut()).body.code).toBe('day-closed');
  });
  it('stays as it was closed: a line or a callback that comes later is posted on the day it comes', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.bring([{ reference: 'FT1', amount: 1_000 }]);
    at.setClock({ minutes: 24 * 60 });
    const { body: closed } = await at.shut();
    await at.bring([
      { reference: 'FT1', amount: 1_000 },
      { reference: 'FT2', amount: 2_000 },
    ]);
    await at.calls({ reference: 'FT3', amount: 3_000 });
    expect(await at.at()).toEqual(closed);
    expect((await at.books()).bank.map(({ reference }) => reference).toSorted()).toEqual(['FT2', 'FT3']);
    expect(await kinds('2026-11-25')).toEqual(expect.arrayContaining(['other-day FT2', 'ledger-only FT3']));
    // The closed day does not show the line, so a person is told of it.
    expect((await at.books()).items).toContainEqual(
      expect.objectContaining({ kind: 'line-after-closing', reference: 'FT2', amount: 2_000 }),
    );
  });
  it('is not closed where the hospital has no books yet; a quiet day behind the first is', async () => {
    at = await openDay();
    for (const day of ['0001-01-01', '2025-12-31', '2026-11-23'])
      expect((await at.shut(day)).body.code).toBe('day-before-books');
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.bring([{ reference: 'FT1', amount: 1_000 }]);
    at.setClock({ minutes: 2 * 24 * 60 });
    expect((await at.shut('2026-11-23')).body.code).toBe('day-before-books');
    expect((await at.shut('2026-11-24')).status).toBe(201);
    await at.runSchedule('billing.closeBooks');
    expect((await at.shut('2026-11-23')).body.code).toBe('day-before-books');
    expect((await at.shut('2026-11-25')).status).toBe(201);
  });
  it('of which the bank has movements is closed, also before the first entry', async () => {
    at = await openDay();
    await at.bring([{ reference: 'FT1', amount: 1_000, day: '2026-11-20' }]);
    const [one] = (await at.at('2026-11-20')).breaks;
    if (one?.needsOwner) await at.own(one.break, 'cashier-7', { day: '2026-11-20' });
    expect((await at.shut('2026-11-20')).status).toBe(201);
  });
  it('has for each difference one owner after another until it is resolved, once, also after the closing', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.bring([
      { reference: 'FT1', amount: 1_000 },
      { reference: 'FT1', amount: 11, out: true },
    ]);
    const id = String((await at.at()).breaks[0]?.break);
    await at.own(id, 'cashier-2');
    await at.own(id, 'cashier-3');
    at.setClock({ minutes: 24 * 60 });
    await at.shut();
    expect((await at.own(id)).body.code).toBe('day-closed');
    expect((await at.resolve(id)).body).toMatchObject({ outcome: 'bank-fee', by: 'cashier-1' });
    expect((await at.resolve(id)).body.code).toBe('break-resolved');
    expect((await at.at()).breaks).toMatchObject([{ kind: 'twice', owner: 'cashier-3', outcome: 'bank-fee' }]);
    expect((await at.resolve('0'.repeat(32))).body.code).toBe('not-found');
    expect((await at.own('0'.repeat(32))).body.code).toBe('day-closed');
  });
  it('is a report to sign, in Vietnamese and English, and a table in which no reference becomes a formula', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_250_000 });
    await at.bring([
      { reference: 'FT1', amount: 1_250_000 },
      { reference: '=1+1', amount: 100 },
      { reference: '=1+1', amount: 11, out: true },
      { reference: '<b>', amount: 100 },
      { reference: '<b>', amount: 12, out: true },
    ]);
    const path = 'GET /v1/reconciliations/{day}/report';
    const vi = await at.request(path, { day: today }, { as: 'admin' });
    expect(vi.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const part of [
      'Kế toán trưởng',
      '24/11/2026',
      '1.250.000',
      'BV LONG-KHANH',
      'Sao kê ghi hai lần',
      '&#60;b&#62;',
    ])
      expect(vi.text, part).toContain(part);
    expect(vi.text).not.toContain('<b>');
    const en = await at.request(path, { day: today, lang: 'en' }, { as: 'cashier' });
    for (const part of ['Chief accountant', '1,250,000', 'suspense:']) expect(en.text, part).toContain(part);
    const csv = await at.request(`${path}.csv`, { day: today }, { as: 'admin' });
    expect(csv.text).toContain('"bank-line","2026-11-24","\'=1+1","out",-11');
    expect(csv.text).toContain('"break","2026-11-24","\'=1+1","twice",-11');
    for (const route of [path, `${path}.csv`])
      expect((await at.request(route, { day: today }, { as: 'doctor' })).status, route).toBe(403);
  });
  it('that is closed keeps its report: what came since is not in it', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    await at.bring([{ reference: 'FT1', amount: 1_000 }]);
    at.setClock({ minutes: 24 * 60 });
    expect((await at.shut()).status).toBe(201);
    at.setClock({ minutes: 1 });
    await at.bring([{ reference: 'FT2', amount: 2_000 }]);
    const { text } = await at.request('GET /v1/reconciliations/{day}/report.csv', { day: today }, { as: 'admin' });
    expect(text).not.toContain('FT2');
  });
  it('shows a doctor nothing, and another hospital only its own', async () => {
    at = await openDay();
    await at.calls({ reference: 'FT1', amount: 1_000 });
    const read = (asking: object) => at.request('GET /v1/reconciliations/{day}', { day: today }, asking);
    expect((await read({ as: 'doctor' })).status).toBe(403);
    expect((await read({ as: 'cashier', hospital: 'thong-nhat' })).body).toMatchObject({ breakCount: 0, others: [] });
  });
  it('shows every planted difference and invents none', async () => {
    const plan = fc.array(fc.constantFrom('agreed', 'lost', 'out', 'fee', 'ledger-only', 'other-amount', 'twice'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        at = await openDay();
        const lines: Moved[] = [];
        const expected: string[] = [];
        for (const [n, kind] of planned.entries()) {
          const reference = `FT${n}`;
          if (!['lost', 'out'].includes(kind)) await at.calls({ reference, amount: 1_000 });
          if (kind === 'out') lines.push({ reference, amount: 7, out: true });
          else if (kind !== 'ledger-only') lines.push({ reference, amount: kind === 'other-amount' ? 1 : 1_000 });
          if (kind === 'fee') lines.push({ reference, amount: 7, out: true });
          if (kind === 'twice') lines.push({ reference, amount: 1_000 });
          // A lost callback and money that left are no difference any more: the statement itself settled them.
          if (kind === 'fee') expected.push(`twice ${reference}`);
          else if (!['agreed', 'lost', 'out'].includes(kind)) expected.push(`${kind} ${reference}`);
        }
        if (lines.length > 0) await at.bring(lines);
        expect((await kinds()).toSorted()).toEqual(expected.toSorted());
        await at.close();
      }),
      { numRuns: 20 },
    );
    at = await openDay();
  }, 60_000);
});
