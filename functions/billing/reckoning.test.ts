import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceKind } from '../../shared/contracts/billing.ts';
import { BillId, EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type Bill, type BillFacts, draftBill, dueOf, entryOfBill, versionOf } from './bill.ts';
import { accounts, credit, debit, type Entry, entryOf, trialBalance } from './ledger.ts';
import { intentAfter, reckonAgain, voidBill } from './reckoning.ts';
import { type Charge, netCharges, reversalOf } from './visit.ts';

const day = LocalDay.parse('2026-11-24');
const at = '2026-11-24T01:00:00.000Z';
const visit = { encounter: EncounterId.parse('e-1'), person: PersonId.parse('p-1'), day };
const stamp = { by: 'cashier-1', at, reason: 'Nhập nhầm' };

const aCharge = (source: string, price: number, more: Partial<Charge> = {}): Charge => ({
  source,
  code: ServiceCode.parse('XN-CTM'),
  kind: 'lab',
  vi: 'Công thức máu',
  en: 'Blood count',
  quantity: 1,
  price: dong(price),
  insurerPrice: dong(price),
  coverageRate: 100,
  day,
  ...more,
});
const factsOf = (benefit: '2' | '3' | '4' | undefined): BillFacts => ({
  level: 'specialised',
  coverage: { benefit, route: 'registered', state: 'confirmed' },
  coPaid: dong(0),
});
const draftOf = (charges: readonly Charge[], facts = factsOf('4')): Bill => {
  const draft = draftBill({ bill: BillId.parse('b-1'), visit, charges, facts, link: 'l', at });
  if (isRefusal(draft)) throw new Error(draft.refused);
  return draft;
};
const balancesOf = (entries: readonly Entry[]): Map<string, number> => {
  const sums = trialBalance(entries);
  if (isRefusal(sums)) throw new Error('the sums are too large');
  return new Map(sums.filter(({ balance }) => balance !== 0).map(({ account, balance }) => [account, balance]));
};

describe('a charge that is taken back', () => {
  const charges = [aCharge('s-1', 1_000, { quantity: 3 })];
  it('stays as it was; its reversal names it and is negative, and what is left is what is billed', () => {
    const reversal = reversalOf(charges, { source: 's-1', quantity: 2 }, stamp);
    expect(reversal).toMatchObject({ source: 's-1~1', reverses: 's-1', quantity: -2, price: 1_000, ...stamp });
    if (isRefusal(reversal)) return;
    expect(netCharges([...charges, reversal])).toEqual([{ ...charges[0], quantity: 1 }]);
    expect(reversalOf([...charges, reversal], { source: 's-1', quantity: 'all' }, stamp)).toMatchObject({
      source: 's-1~2',
      quantity: -1,
    });
  });
  it('is refused below zero, for a charge that is not there, and for a reversal', () => {
    expect(reversalOf(charges, { source: 's-1', quantity: 4 }, stamp)).toEqual({
      refused: 'charge-below-zero',
      because: 'left-3',
    });
    expect(reversalOf(charges, { source: 's-2', quantity: 1 }, stamp)).toEqual({ refused: 'not-found' });
    const all = reversalOf(charges, { source: 's-1', quantity: 'all' }, stamp);
    if (isRefusal(all)) throw new Error('all of it could be taken back');
    const after = [...charges, all];
    expect(netCharges(after)).toEqual([]);
    expect(reversalOf(after, { source: 's-1', quantity: 'all' }, stamp)).toMatchObject({
      refused: 'charge-below-zero',
    });
    expect(reversalOf(after, { source: 's-1~1', quantity: 1 }, stamp)).toEqual({ refused: 'not-found' });
  });
});

describe('a bill that is reckoned again', () => {
  const posted = { id: 'j-2', at: '2026-11-25T01:00:00.000Z', day: LocalDay.parse('2026-11-25') };
  const issued: Bill = { ...draftOf([aCharge('s-1', 300_000)], factsOf('4')), entry: 'j-1' };

  it('splits earlier lines anew when the visit is no small one any more', () => {
    expect(issued).toMatchObject({ reason: 'small-visit', patientPays: 0 });
    const after = reckonAgain(issued, draftOf([aCharge('s-1', 300_000), aCharge('s-2', 100_000)]), posted);
    expect(after).toMatchObject({
      bill: {
        version: 2,
        reason: 'card-share',
        patientPays: 80_000,
        state: 'open',
        paid: 0,
        wasPaid: true,
        entry: 'j-2',
      },
      entry: { kind: 'bill-corrected', corrects: 'j-1', bill: 'b-1', day: '2026-11-25' },
      surplus: 0,
    });
    if (isRefusal(after)) return;
    expect(balancesOf([after.entry])).toEqual(
      new Map([
        ['receivable:insurer', 20_000],
        ['receivable:patient', 80_000],
        ['revenue:lab', -100_000],
      ]),
    );
  });
  it('keeps for the patient what was paid too much, in the same entry', () => {
    const own = draftOf([aCharge('s-1', 300_000)], factsOf(undefined));
    const paid: Bill = { ...own, state: 'paid', paid: dong(300_000) };
    const after = reckonAgain(paid, draftOf([aCharge('s-1', 100_000)], factsOf(undefined)), posted);
    expect(after).toMatchObject({
      bill: { state: 'paid', paid: 100_000, payments: [{ amount: 0, applied: -200_000, deposited: 200_000 }] },
      surplus: 200_000,
    });
    if (isRefusal(after)) return;
    expect(balancesOf([after.entry])).toEqual(
      new Map([
        ['deposit:p-1', -200_000],
        ['revenue:lab', 200_000],
      ]),
    );
  });
  it('is refused when nothing would change', () => {
    expect(reckonAgain(issued, draftOf([aCharge('s-1', 300_000)]), posted)).toEqual({ refused: 'bill-unchanged' });
  });
  it('is turned round as a whole when it is voided with nothing paid', () => {
    const open: Bill = { ...draftOf([aCharge('s-1', 300_000)], factsOf(undefined)), payload: 'QR', entry: 'j-1' };
    const done = voidBill(open, posted);
    if (isRefusal(done)) throw new Error('nothing was paid');
    expect(done).toMatchObject({ bill: { state: 'void' }, entry: { kind: 'bill-corrected', corrects: 'j-1' } });
    expect(done.bill.payload).toBeUndefined();
    expect(balancesOf([entryOfBill(open, 'j-1', day), done.entry]).size).toBe(0);
    expect(voidBill(done.bill, posted)).toEqual({ refused: 'bill-void' });
    expect(voidBill({ ...open, state: 'part_paid', paid: dong(1) }, posted)).toEqual({ refused: 'bill-has-payments' });
    expect(voidBill(issued, posted)).toEqual({ refused: 'bill-already-paid' });
  });
  it('waits for what is due again, and for nothing when nothing is', () => {
    const next = (state: 'open' | 'partially_paid' | 'paid' | 'expired' | 'overpaid', received: number, due: number) =>
      intentAfter({ state, received: dong(received) }, dong(due));
    expect([next('expired', 0, 5), next('paid', 10, 5), next('open', 0, 0), next('paid', 10, 0)]).toEqual([
      'open',
      'partially_paid',
      'cancelled',
      'paid',
    ]);
  });
});

type Step =
  | { readonly do: 'charge'; readonly charge: Omit<Charge, 'source'> }
  | { readonly do: 'take-back'; readonly which: number; readonly quantity: number | 'all' }
  | { readonly do: 'pay'; readonly part: number }
  | { readonly do: 'reckon' };

const charge = fc
  .record({
    kind: fc.constantFrom(...PriceKind.options),
    quantity: fc.integer({ min: 1, max: 30 }),
    price: fc.integer({ min: 0, max: 600_000 }),
    insurerPrice: fc.integer({ min: 0, max: 600_000 }),
    coverageRate: fc.constantFrom(0, 50, 100),
  })
  .map(({ price, insurerPrice, ...more }) => ({
    ...aCharge('', price, more),
    insurerPrice: dong(insurerPrice),
  }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('charge' as const), charge }),
  fc.record({
    do: fc.constant('take-back' as const),
    which: fc.nat(12),
    quantity: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant('all' as const)),
  }),
  fc.record({ do: fc.constant('pay' as const), part: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ do: fc.constant('reckon' as const) }),
);

/** Plays the steps of a visit after its bill, in memory; the last step reckons the bill again. */
function played(first: readonly Omit<Charge, 'source'>[], steps: readonly Step[], facts: BillFacts) {
  const charges: Charge[] = first.map((one, n) => ({ ...one, source: `s-${n}` }));
  let bill = draftOf(charges, facts);
  const entries: Entry[] = [entryOfBill(bill, 'j-0', day)];
  let received = 0;
  for (const [n, one] of [...steps, { do: 'reckon' } as const].entries()) {
    if (one.do === 'charge') charges.push({ ...one.charge, source: `later-${n}` });
    if (one.do === 'take-back') {
      const source = charges[one.which % charges.length]?.source ?? '';
      const reversal = reversalOf(charges, { source, quantity: one.quantity }, stamp);
      if (!isRefusal(reversal)) charges.push(reversal);
    }
    if (one.do === 'pay' && dueOf(bill) > 0) {
      const amount = dong(Math.ceil((dueOf(bill) * one.part) / 100));
      received += amount;
      const paid = dong(bill.paid + amount);
      bill = { ...bill, paid, state: paid === bill.patientPays ? 'paid' : 'part_paid' };
      const postings = [debit('bank:b', amount), credit(accounts.patientReceivable, amount)];
      entries.push(entryOf({ id: `j-p${n}`, at, day, kind: 'transfer', postings }));
    }
    if (one.do === 'reckon') {
      const after = reckonAgain(bill, draftOf(charges, facts), { id: `j-${n + 1}`, at, day });
      if (!isRefusal(after)) {
        bill = after.bill;
        entries.push(after.entry);
      }
    }
  }
  return { charges, bill, entries, received };
}

describe('whatever is charged, taken back, paid and reckoned again', () => {
  it('leaves the books where a fresh bill of what is left would leave them, line by line and to zero', () => {
    fc.assert(
      fc.property(
        fc.array(charge, { minLength: 1, maxLength: 6 }),
        fc.array(step, { maxLength: 12 }),
        fc.constantFrom('2' as const, '3' as const, '4' as const, undefined),
        (first, steps, benefit) => {
          const facts = factsOf(benefit);
          const { charges, bill, entries, received } = played(first, steps, facts);
          const fresh = draftOf(netCharges(charges), facts);
          const books = balancesOf(entries);
          const wanted = balancesOf([entryOfBill(fresh, 'j', day)]);
          const sum = (account: string): number => books.get(account) ?? 0;
          const deposit = -sum(accounts.deposit('p-1'));
          // What came is on the bill or kept for the patient, and nowhere else.
          expect(bill.paid + deposit).toBe(received);
          expect(deposit).toBeGreaterThanOrEqual(0);
          expect(sum(accounts.patientReceivable)).toBe(fresh.patientPays - bill.paid);
          expect(dueOf(bill)).toBe(fresh.patientPays - bill.paid);
          for (const account of [accounts.insurerReceivable, ...PriceKind.options.map(accounts.revenue)])
            expect(sum(account)).toBe(wanted.get(account) ?? 0);
          expect([...books.values()].reduce((total, one) => total + one, 0)).toBe(0);
          expect(bill.lines).toEqual(fresh.lines);
          for (const line of bill.lines) {
            expect(line.fundPays + line.coPayment + line.ownPayment).toBe(line.total);
            expect(line.quantity).toBeGreaterThan(0);
          }
          expect(bill.payments.reduce((total, { applied, deposited }) => total + applied + deposited, 0)).toBe(0);
          expect(versionOf(bill)).toBe(1 + entries.filter(({ kind }) => kind === 'bill-corrected').length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
