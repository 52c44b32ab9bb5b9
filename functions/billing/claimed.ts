import { type Dong, dong } from '../../shared/kernel/money.ts';
import { accounts, type Entry } from './ledger.ts';
import type { ClaimedBills } from './snapshots.ts';

/** What the insurer pays, or does not accept, lessens what is owed and is no claim. */
const answers = new Set<Entry['kind']>(['insurer-paid', 'insurer-cut', 'suspense-placed', 'opening-balance']);

/** What these entries ask the insurer for, by bill: bills as they were issued, corrected and voided. Dong, not zero. */
export function claimedIn(entries: readonly Entry[]): ClaimedBills {
  const claimed = new Map<string, number>();
  for (const { bill, kind, postings } of entries) {
    if (bill === undefined || answers.has(kind)) continue;
    for (const { account, amount } of postings)
      if (account === accounts.insurerReceivable) claimed.set(bill, (claimed.get(bill) ?? 0) + amount);
  }
  return [...claimed].flatMap(([bill, amount]): [string, Dong][] => (amount === 0 ? [] : [[bill, dong(amount)]]));
}
