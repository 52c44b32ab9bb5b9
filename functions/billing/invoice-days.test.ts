import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InvoiceStage, openInvoiceStage } from '../../test/invoice-stage.ts';

/** What may happen on a day with three patients at one till. */
const whats = [
  'bill',
  'cash',
  'transfer',
  'deposit',
  'use-deposit',
  'one-card',
  'refund',
  'correct',
  'void',
  'place',
  'ask',
  'approve',
  'night',
] as const;
/** What happens more often. */
const likely = ['cash', 'transfer', 'ask'] as const;
const act = fc.record({
  what: fc.constantFrom(...whats, ...likely),
  who: fc.nat(2),
  part: fc.integer({ min: 1, max: 4 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface Patient {
  readonly person: string;
  visits: number;
  bill?: string;
  encounter: string;
  source: string;
  card?: string;
}

async function play(stage: InvoiceStage, patients: Patient[], waiting: string[], { what, who, part }: Act) {
  const patient = patients[who];
  if (!patient) return;
  const { desk, channel } = stage;
  const { bill = 'none', person, encounter, source } = patient;
  const of = bill === 'none' ? undefined : await stage.bill(bill);
  // A part of the bill, or all that is due.
  const money = part > 2 && of?.due > 0 ? Number(of.due) : part * 27_500;
  stage.setClock({ minutes: 1 });
  if (what === 'bill') {
    patient.encounter = `e-${who}-${++patient.visits}`;
    await stage.open(patient.encounter, person);
    await stage.order(patient.encounter, 'XN-CTM');
    patient.source = (await stage.order(patient.encounter, 'SA-BUNG')).source;
    stage.closeVisit(patient.encounter);
    patient.bill = String((await stage.askBill(patient.encounter)).body.bill);
  } else if (what === 'cash') await desk.payCash(bill, Math.min(money, of?.due || money));
  else if (what === 'transfer' && of?.code) await stage.pay(channel, { amount: money, content: of.code });
  else if (what === 'deposit') await desk.depositCash(person, money);
  else if (what === 'use-deposit') await desk.ask('cashier-1', 'POST /v1/bills/{bill}/deposit-uses', { bill });
  else if (what === 'one-card') {
    const issued = await desk.ask('cashier-1', 'POST /v1/persons/{person}/one-card', { person });
    patient.card = issued.body.oneCard ?? patient.card;
    await desk.ask('cashier-1', 'POST /v1/bills/{bill}/card-payments', { bill, oneCard: patient.card, amount: money });
  } else if (what === 'refund') await stage.refundBill(bill, money);
  else if (what === 'correct') await stage.correct(encounter, source, bill);
  else if (what === 'void') {
    await desk.ask('cashier-1', 'POST /v1/bills/{bill}/void', { bill, reason: 'Nhầm' });
    const { version } = (await desk.ask('admin-1', 'GET /v1/bills/{bill}/void', { bill })).body;
    if (version) await desk.ask('admin-1', 'POST /v1/bills/{bill}/void/decision', { bill, approve: true, version });
  } else if (what === 'place') {
    await stage.pay(channel, { amount: money, content: 'khong co ma' });
    const items = (await stage.books()).items as { id: string; kind: string }[];
    const item = items.find(({ kind }) => kind === 'unknown-code')?.id;
    await desk.ask('admin-1', 'POST /v1/work-items/{item}/placement', { item, to: 'bill', bill, note: 'sao kê' });
    const { version } = (await desk.ask('admin-2', 'GET /v1/work-items/{item}/placement', { item })).body;
    const decision = { item, approve: true, version };
    if (version) await desk.ask('admin-2', 'POST /v1/work-items/{item}/placement/decision', decision);
  } else if (what === 'ask') {
    const { change } = (await stage.ask(bill)).body;
    if (change) waiting.push(change);
  } else if (what === 'approve') {
    const change = waiting.pop();
    if (change) await stage.decideChange(change);
  } else if (what === 'night') await stage.night(3);
}

const rows = <T>(stage: InvoiceStage, prefix: string, sk: string): T[] =>
  stage
    .stored('billing')
    .filter((row) => row.pk.startsWith(prefix) && row.sk.startsWith(sk))
    .map(({ value }) => JSON.parse(value) as T);

describe('all invoices of a hospital', () => {
  it('hold each receipt once and what was kept of it to the dong, whatever happened on three days', async () => {
    const days = fc.array(act, { minLength: 15, maxLength: 40 });
    let patientInvoices = 0;
    await fc.assert(
      fc.asyncProperty(days, async (acts) => {
        const stage = await openInvoiceStage();
        await stage.desk.openTill('T01', 1_000_000);
        const patients = [0, 1, 2].map((n) => ({ person: `p-${n}`, visits: 0, encounter: '', source: '' }));
        const waiting: string[] = [];
        for (const who of [0, 1, 2]) await play(stage, patients, waiting, { what: 'bill', who, part: 1 });
        for (const one of acts) await play(stage, patients, waiting, one);
        for (let n = 0; n < 2; n++) await stage.night(8);

        const bills = rows<{ paid: number; refunds?: { amount: number }[] }>(stage, 'BILL#', 'BILL');
        const given = rows<{ receipt: string; purpose?: string; amount: number }>(stage, 'RECEIPT#', 'RECEIPT').filter(
          ({ purpose, amount }) => purpose === undefined && amount > 0,
        );
        const kept = bills.reduce(
          (sum, { paid, refunds = [] }) => sum + paid - refunds.reduce((all, { amount }) => all + amount, 0),
          0,
        );
        const all = await stage.all();
        const originals = all.filter(({ kind }) => kind !== 'adjustment');
        expect(originals.reduce((sum, { net }) => sum + net, 0)).toBe(kept);
        expect(all.reduce((sum, { total }) => sum + total, 0)).toBe(kept);
        // Each receipt has an own invoice or is gathered, or both where its day's was adjusted by it.
        const invoiced = rows<{ asked: { receipt: string; invoice: string }[] }>(stage, 'INVOICE-DAY#', 'DAY');
        const asked = invoiced.flatMap((one) => one.asked.map(({ receipt }) => receipt));
        const gathered = all.flatMap((one) => (one['gathered'] as string[] | undefined) ?? []);
        expect(new Set(asked).size).toBe(asked.length);
        expect(new Set(gathered).size).toBe(gathered.length);
        expect([...new Set([...asked, ...gathered])].sort()).toEqual(given.map(({ receipt }) => receipt).sort());
        expect(all.map(({ invoice }) => Number(invoice.slice(-8)))).toEqual(all.map((_, n) => n + 1));
        expect((await stage.books()).work.filter((kind) => kind.startsWith('invoice'))).toEqual([]);
        patientInvoices += all.filter(({ kind }) => kind === 'patient').length;
        await stage.close();
      }),
      { numRuns: 25 },
    );
    // Else the days would prove little.
    expect(patientInvoices).toBeGreaterThan(5);
  }, 90_000);
  it('are made once, though the schedule runs ten times at once', async () => {
    const stage = await openInvoiceStage();
    const bills = [await stage.paid('e-1'), await stage.paid('e-2')];
    stage.setClock({ minutes: 1 });
    await stage.refundBill(bills[0] ?? '', 10_000);
    await stage.night(0);
    for (let turn = 0; turn < 3; turn++)
      await Promise.allSettled(Array.from({ length: 10 }, () => stage.runSchedule('billing.invoiceDays')));
    expect((await stage.all()).map(({ kind, total }) => [kind, total])).toEqual([
      ['day', 220_000],
      ['adjustment', -10_000],
    ]);
    await stage.close();
  });
  it('know of a receipt once, though its patient asks while the day is gathered', async () => {
    const stage = await openInvoiceStage();
    const bill = await stage.paid('e-1');
    await stage.paid('e-2');
    await stage.night(0);
    const [reply] = await Promise.all([stage.ask(bill), stage.runSchedule('billing.invoiceDays')]);
    if (reply.body.state === 'requested') await stage.decideChange(reply.body.change);
    await stage.night();
    const nets = (await stage.all()).filter(({ kind }) => kind !== 'adjustment').map(({ kind, net }) => [kind, net]);
    expect(nets.sort()).toEqual([
      ['day', 110_000],
      ['patient', 110_000],
    ]);
    await stage.close();
  });
});
