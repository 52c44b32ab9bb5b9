import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { personBySource } from '../../shared/contracts/identity.ts';
import { answer, context } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { billing } from './index.ts';

/** Every number BN-… is a patient; all others are strangers. */
const neighbours = context('neighbours', {
  answerPersonBySource: answer(personBySource, {
    summary: 'The patients of the test',
    handle: async ({ sources }) => ({
      persons: sources
        .filter((source) => source.startsWith('BN-'))
        .map((source) => ({ source, person: PersonId.parse(source.toLowerCase()) })),
    }),
  }),
});
const fileOf = (...rows: string[]) => ['source_ref,source_id,kind,amount,as_of', ...rows].join('\n');
const owed = 'CN-1,BN-1,owed,250000,31/10/2026';
const held = 'TU-1,BN-1,deposit,400000,2026-10-31';

interface Line {
  account: string;
  debit: number;
  credit: number;
  balance: number;
}

const open = () => {
  const stage = openStage({ contexts: [billing, neighbours] });
  const send = (csv: string, more: object = {}, asking: Parameters<Stage['request']>[2] = {}) =>
    stage.request('POST /v1/balance-imports', { csv, ...more }, { as: 'admin', ...asking });
  const progress = async (id: string) =>
    (await stage.request('GET /v1/balance-imports/{import}', { import: id }, { as: 'admin' })).body;
  /** By another administrator than the one who brings files. */
  const decide = async (id: string, more: object = {}, number = 2) => {
    const version = (await progress(id)).request?.version ?? 1;
    const decision = { import: id, approve: true, version, ...more };
    return stage.request('POST /v1/balance-imports/{import}/decision', decision, { as: 'admin', number });
  };
  return {
    stage,
    send,
    progress,
    decide,
    async bring(csv: string, more: object = {}) {
      const { digest } = (await send(csv)).body;
      const { body } = await send(csv, { apply: digest, ...more });
      if (body.state === 'awaiting') await decide(body.import);
      await stage.settle();
      return progress(body.import);
    },
    async books(day = '2026-11-24') {
      const { body } = await stage.request('GET /v1/ledger/trial-balance', { day }, { as: 'cashier' });
      const balances = Object.fromEntries(body.accounts.map((one: Line) => [one.account, one.balance]));
      return { total: body.total, entries: body.entries, balances };
    },
    movements: async (person: string) =>
      (await stage.request('GET /v1/persons/{person}/deposit', { person, limit: 100 }, { as: 'cashier' })).body,
    of: async (person: string) => (await stage.request('GET /v1/opening-balances', { person }, { as: 'cashier' })).body,
  };
};

describe('the file of open balances of a hospital that moves in', () => {
  let at: ReturnType<typeof open>;
  beforeEach(() => {
    at = open();
  });
  afterEach(() => at.stage.close());

  it('is checked first, and moves no money', async () => {
    expect((await at.send(fileOf(owed, held))).body).toMatchObject({
      state: 'checked',
      rows: 2,
      accepted: 2,
      refusedRows: 0,
    });
    expect(await at.books()).toEqual({ total: 0, entries: 0, balances: {} });
  });
  it('posts what a patient owes as a claim and what the hospital holds as a deposit, against the opening account', async () => {
    expect(await at.bring(fileOf(owed, held))).toMatchObject({ state: 'done', made: 2 });
    expect(await at.books()).toEqual({
      total: 0,
      entries: 2,
      balances: { 'receivable:patient': 250_000, 'opening:balance': 150_000, 'deposit:bn-1': -400_000 },
    });
    expect(await at.of('bn-1')).toMatchObject({
      owed: 250_000,
      deposit: 400_000,
      items: [
        { reference: 'CN-1', kind: 'owed', amount: 250_000, asOf: '2026-10-31' },
        { reference: 'TU-1', kind: 'deposit', amount: 400_000 },
      ],
    });
  });
  it('is posted only when a second administrator lets it, who sees each balance and the sums', async () => {
    const csv = fileOf(owed, held);
    const { digest } = (await at.send(csv)).body;
    const { body } = await at.send(csv, { apply: digest });
    expect(body.state).toBe('awaiting');
    await at.stage.settle();
    expect((await at.books()).entries).toBe(0);
    const shown = await at.progress(body.import);
    expect(shown).toMatchObject({
      state: 'awaiting',
      request: {
        ...{ rows: 2, owed: 250_000, deposits: 400_000, state: 'requested', requestedBy: 'admin-1' },
        balances: [
          { reference: 'CN-1', person: 'bn-1', kind: 'owed', amount: 250_000 },
          { reference: 'TU-1', person: 'bn-1', kind: 'deposit', amount: 400_000 },
        ],
      },
    });
    const { items } = (await at.stage.request('GET /v1/balance-imports', {}, { as: 'admin', number: 2 })).body;
    expect(items).toMatchObject([{ import: body.import, deposits: 400_000, version: shown.request.version }]);
    expect((await at.decide(body.import, {}, 1)).body.code).toBe('needs-another-person');
    expect((await at.decide(body.import, { version: 7 })).body.code).toBe('request-changed');
    // The same file of the second person is the one that waits, and not let by being sent.
    expect((await at.send(csv, { apply: digest }, { number: 2 })).body).toMatchObject({
      ...{ state: 'awaiting', import: body.import },
    });
    const both = await Promise.all([at.decide(body.import), at.decide(body.import, {}, 3)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await at.stage.settle();
    expect((await at.books()).entries).toBe(2);
    expect((await at.decide(body.import, {}, 3)).body.code).toBe('balances-decided');
  });
  it('posts nothing of a file that was declined, and takes it when it is brought again', async () => {
    const csv = fileOf(held);
    const { digest } = (await at.send(csv)).body;
    const { body } = await at.send(csv, { apply: digest });
    expect((await at.decide(body.import, { approve: false, reason: 'Sai sổ cũ' })).body.state).toBe('declined');
    await at.stage.settle();
    expect([(await at.progress(body.import)).state, (await at.books()).entries]).toEqual(['declined', 0]);
    expect(await at.bring(csv)).toMatchObject({ state: 'done', made: 1 });
  });
  it('adds several deposits of one patient up, also within one commit and with what is held already', async () => {
    await at.bring(fileOf(held));
    await at.bring(fileOf('TU-2,BN-1,deposit,1000,2026-10-31', 'TU-3,BN-1,Tạm ứng,2000,2026-10-31'));
    expect((await at.of('bn-1')).deposit).toBe(403_000);
    const { balance, items } = await at.movements('bn-1');
    expect([balance, ...items.map((item: { balance: number }) => item.balance)]).toEqual([
      403_000, 403_000, 401_000, 400_000,
    ]);
    expect(items.map((item: { amount: number }) => item.amount)).toEqual([2_000, 1_000, 400_000]);
  });
  it('refuses the row that would make a deposit more than can be counted exactly, and takes the others', async () => {
    const { table } = await at.stage.embedded.ports(at.stage.hospital, 'billing');
    const value = { balance: dong(Number.MAX_SAFE_INTEGER - 1_500) };
    const put = [{ key: { pk: 'DEPOSIT#bn-1', sk: 'DEPOSIT' }, value, expect: 'absent' as const }];
    await table.write({ put, remove: [], expect: [], events: [] });
    const rows = [
      'TU-2,BN-1,deposit,1000,2026-10-31',
      'TU-3,BN-1,deposit,1000,2026-10-31',
      held.replace('BN-1', 'BN-2'),
    ];
    expect((await at.send(fileOf(...rows))).body.refused).toEqual([
      { line: 3, column: 'amount', reason: 'deposit-too-large' },
    ]);
    expect(await at.bring(fileOf(...rows), { skipErrors: true })).toMatchObject({ state: 'done', made: 2 });
    expect((await at.of('bn-1')).deposit).toBe(Number.MAX_SAFE_INTEGER - 500);
  });
  it('posts a reference once for ever: again it is known, with other content it is refused', async () => {
    await at.bring(fileOf(owed));
    at.stage.setClock({ minutes: 60 * 24 * 30 });
    expect(await at.bring(fileOf(owed, held))).toMatchObject({ made: 1, known: 1 });
    for (const other of [
      owed.replace('250000', '250001'),
      owed.replace('owed', 'deposit'),
      owed.replace('BN-1', 'BN-2'),
      owed.replace('31/10', '30/10'),
    ])
      expect((await at.send(fileOf(other))).body.refused, other).toEqual([
        { line: 2, column: 'source_ref', reason: 'reference-differs' },
      ]);
    expect((await at.of('bn-1')).owed).toBe(250_000);
  });
  it('moves no money when the word to go on comes again', async () => {
    const end = await at.bring(fileOf(owed, held));
    const books = await at.books();
    await at.stage.announce(balanceImportContinued, { import: end.import, from: 0 });
    expect([await at.books(), await at.progress(end.import), at.stage.letters()]).toEqual([books, end, []]);
  });
  it('reads what Vietnamese books write', async () => {
    const csv = 'Số chứng từ;Mã bệnh nhân;Loại;Số tiền;Tính đến ngày\r\nCN-1;BN-1;Còn nợ;250000;31/10/2026\r\n';
    expect((await at.send(csv)).body).toMatchObject({ accepted: 1, refusedRows: 0 });
  });
  it.each([
    ['for a patient whom nobody brought', 'CN-1,XX-1,owed,1000,2026-10-31', 'source_id', 'patient-unknown'],
    ['of nothing', 'CN-1,BN-1,owed,0,2026-10-31', 'amount', 'not-an-amount'],
    ['below zero', 'CN-1,BN-1,owed,-1000,2026-10-31', 'amount', 'not-an-amount'],
    ['with points between thousands', 'CN-1,BN-1,owed,1.000,2026-10-31', 'amount', 'not-an-amount'],
    ['that is neither owed nor a deposit', 'CN-1,BN-1,gift,1000,2026-10-31', 'kind', 'not-a-choice'],
    ['of tomorrow', 'CN-1,BN-1,owed,1000,25/11/2026', 'as_of', 'in-future'],
    ['from before anybody kept books', 'CN-1,BN-1,owed,1000,1989-12-31', 'as_of', 'too-far'],
    ['without a reference', ',BN-1,owed,1000,2026-10-31', 'source_ref', 'missing'],
  ])('refuses a balance %s', async (_, row, column, reason) => {
    expect((await at.send(fileOf(row))).body).toMatchObject({ accepted: 0, refused: [{ line: 2, column, reason }] });
  });
  it('is for the administrator alone; who reads what a patient brought is audited', async () => {
    for (const as of ['cashier', 'doctor', 'reception'] as const)
      expect((await at.send(fileOf(owed), {}, { as })).status, as).toBe(403);
    await at.bring(fileOf(owed));
    await at.of('bn-1');
    const audit = at.stage.stored('billing').filter(({ pk }) => pk.startsWith('AUDIT#'));
    expect(audit.map(({ value }) => JSON.parse(value))).toContainEqual(
      expect.objectContaining({ door: 'billing.listOpeningBalances', act: 'read', subject: 'bn-1' }),
    );
    const elsewhere = await at.stage.request(
      'GET /v1/opening-balances',
      { person: 'bn-1' },
      { as: 'cashier', hospital: 'thong-nhat' },
    );
    expect(elsewhere.body).toEqual({ items: [], owed: 0, deposit: 0 });
  });
  it('posts each balance once although a commit fails half-way, and goes on by itself', async () => {
    const csv = fileOf(
      ...Array.from({ length: 50 }, (_, n) => `CN-${n},BN-${n % 3},${n % 2 ? 'owed' : 'deposit'},1000,2026-10-31`),
    );
    const { digest } = (await at.send(csv)).body;
    const { table } = await at.stage.embedded.ports(at.stage.hospital, 'billing');
    const write = table.write;
    let cuts = 1;
    Object.assign(table, {
      write: async (one: Parameters<typeof write>[0]) => {
        if (cuts > 0 && one.put.some(({ key }) => key.pk === 'OPENING#CN-20')) {
          cuts--;
          throw new Error('power cut');
        }
        return write(one);
      },
    });
    const { body } = await at.send(csv, { apply: digest });
    await at.decide(body.import);
    await at.stage.settle();
    expect(await at.progress(body.import)).toMatchObject({ state: 'running', done: 20 });
    at.stage.setClock({ minutes: 1 });
    await at.stage.settle();
    expect(await at.progress(body.import)).toMatchObject({ state: 'done', done: 50, made: 50 });
    expect(await at.books()).toMatchObject({
      total: 0,
      entries: 50,
      balances: { 'receivable:patient': 25_000, 'opening:balance': 0 },
    });
  });
});

describe('whatever balances a hospital brings', () => {
  const row = fc.record({
    ref: fc.integer({ min: 0, max: 30 }),
    patient: fc.constantFrom('BN-1', 'BN-2', 'XX-9'),
    kind: fc.constantFrom('owed', 'deposit'),
    amount: fc.constantFrom('1000', '99999999999', '0', '7'),
  });
  const csvOf = (rows: readonly { ref: number; patient: string; kind: string; amount: string }[]) =>
    fileOf(...rows.map(({ ref, patient, kind, amount }) => `R-${ref},${patient},${kind},${amount},2026-10-31`));

  it('the books add up to zero, the deposits held are those in the books, and what the check accepted was posted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 45 }),
        fc.array(row, { minLength: 1, maxLength: 10 }),
        async (first, second) => {
          const at = open();
          let accepted = 0;
          for (const csv of [csvOf(first), csvOf(second), csvOf(first)]) {
            const check = (await at.send(csv)).body;
            const end = await at.bring(csv, { skipErrors: true });
            expect([end.made, end.known, end.refusedRows]).toEqual([check.accepted, check.known, check.refusedRows]);
            accepted += check.accepted;
          }
          const { total, entries, balances } = await at.books();
          expect([total, entries]).toEqual([0, accepted]);
          for (const person of ['bn-1', 'bn-2']) {
            const { balance = 0, items = [] } = await at.movements(person);
            const moved = items.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
            expect((await at.of(person)).deposit).toBe(0 - (balances[`deposit:${person}`] ?? 0));
            expect([balance, moved]).toEqual([0 - (balances[`deposit:${person}`] ?? 0), balance]);
          }
          await at.stage.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
