import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceKind } from '../../shared/contracts/billing.ts';
import { BillId, EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { draftBill, entryOfBill } from './bill.ts';
import { accounts, credit, debit, type Entry, entryOf, trialBalance } from './ledger.ts';

const day = LocalDay.parse('2026-11-24');
const at = '2026-11-24T01:00:00.000Z';
const entry = (postings: Entry['postings']): Entry => entryOf({ id: 'e', at, day, kind: 'transfer', postings });

const balancesOf = (entries: Entry[]) => {
  const sums = trialBalance(entries);
  if (isRefusal(sums)) throw new Error(sums.refused);
  return sums;
};

describe('an entry', () => {
  it('is refused when its postings do not sum to zero', () => {
    expect(() => entry([debit('bank:1', dong(5)), credit('suspense:1', dong(4))])).toThrow('does not balance');
  });
  it('leaves out postings of nothing', () => {
    expect(entry([debit('a', dong(5)), credit('b', dong(5)), debit('c', dong(0))]).postings).toHaveLength(2);
  });
});

describe('the trial balance', () => {
  it('has debits, credits and balance of each account', () => {
    const entries = [
      entry([debit('bank:1', dong(70)), credit('suspense:1', dong(70))]),
      entry([debit('suspense:1', dong(20)), credit('bank:1', dong(20))]),
    ];
    expect(trialBalance(entries)).toEqual([
      { account: 'bank:1', debit: 70, credit: 20, balance: 50 },
      { account: 'suspense:1', debit: 20, credit: 70, balance: -50 },
    ]);
  });
  it('is refused when an account adds up to more than can be told exactly', () => {
    const big = dong(Number.MAX_SAFE_INTEGER);
    const entries = [big, dong(1)].map((amount) => entry([debit('bank:1', amount), credit('suspense:1', amount)]));
    expect(trialBalance(entries.slice(0, 1))).toMatchObject([{ balance: big }, { balance: -big }]);
    expect(trialBalance(entries)).toEqual(refuse('amount-too-large'));
  });
});

describe('a bill in the ledger', () => {
  const charge = fc.record({
    source: fc.uuid(),
    code: fc.constantFrom('KHAM', 'XN-CTM', 'CT-NGUC').map((code) => ServiceCode.parse(code)),
    kind: fc.constantFrom(...PriceKind.options),
    vi: fc.constant('x'),
    en: fc.constant('x'),
    quantity: fc.integer({ min: 1, max: 90 }),
    price: fc.integer({ min: 0, max: 9_000_000 }).map(dong),
    insurerPrice: fc.integer({ min: 0, max: 9_000_000 }).map(dong),
    coverageRate: fc.integer({ min: 0, max: 100 }),
    day: fc.constant(day),
  });
  it('is owed by patient and fund and earned by kind, to zero, for any visit', () => {
    fc.assert(
      fc.property(
        fc.array(charge, { maxLength: 10 }),
        fc.constantFrom('2', '3', '4', undefined),
        (charges, benefit) => {
          const bill = draftBill({
            bill: BillId.parse('b'),
            visit: { encounter: EncounterId.parse('e'), person: PersonId.parse('p'), day },
            charges,
            facts: {
              level: 'specialised',
              coverage: { benefit, route: 'registered', state: 'confirmed' },
              coPaid: dong(0),
            },
            link: 'l',
            at,
          });
          if (isRefusal(bill)) throw new Error(bill.refused);
          const sums = new Map(balancesOf([entryOfBill(bill, 'j', day)]).map((one) => [one.account, one.balance]));
          const sum = (account: string): number => sums.get(account) ?? 0;
          expect([...sums.values()].reduce((total, one) => total + one, 0)).toBe(0);
          expect(sum(accounts.patientReceivable)).toBe(bill.patientPays);
          expect(sum(accounts.insurerReceivable)).toBe(bill.fundPays);
          expect(bill.fundPays + bill.patientPays).toBe(bill.total);
          expect(bill.lines.reduce((total, line) => total + line.total, 0)).toBe(bill.total);
        },
      ),
    );
  });
});
