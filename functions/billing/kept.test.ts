import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kept } from './kept.ts';

/** What billing writes and does not keep when its hospital leaves: the hospital gets all of it, and then it is removed. */
const notKept: Readonly<Record<string, string>> = {
  'ASKED#': 'when a provider was asked for payments; what it told of is a transfer',
  'CARD-HOLDER#': 'which card a patient holds: names no money',
  'CASHIER#': 'at which till somebody sits now; what was taken there stands in the session',
  'CHANNEL#': 'an address and its secrets, which must not outlive their use',
  'COPAY#': 'a sum of what the bills say',
  'DEPOSIT#': 'a sum of its movements',
  'FOUND#': 'a notice on its way to a transfer, where it is kept',
  HOSPITAL: 'facts of the hospital, which tenants keeps',
  'INBOX#REFUSED#': 'stands for an hour',
  'INTENT#': 'a request for money; what came for it is a transfer and stands on the bill',
  'INVOICE-SETTINGS': 'how new invoices are numbered; those that were issued carry it',
  'LINK#': 'leads to a bill',
  'ONE-CARD#': 'whose a card is: names no money',
  PRICES: 'each line of a bill carries its own price',
  'REFUND-CODE#': 'leads to a refund',
  'REFUND-ITEM#': 'leads to a refund',
  'REFUND-SUM#': 'a sum of what the refunds say',
  'REFUSED#': 'counts calls that were not believed',
  'SIGHTING#': 'what two providers may tell of one transfer, for some weeks',
  'TILL#': 'which session is at a till now',
};
/** Sort keys inside a partition, and partitions of indexes: they stay and go with their items. */
const within = [
  ...[
    'ANSWER#',
    'BILLS#',
    'BREAK#',
    'CARRIED#',
    'CHARGE#',
    'LINE#',
    'MOVEMENT#',
    'PART#',
    'POSTED#',
    'PRICE#',
    'QUESTION#',
    'RECEIPTS#',
    'ROWS#',
  ],
  ...[
    'VERSION#',
    'VOIDED#',
    'YEAR#',
    'INVOICES#',
    'OPENING-OF#',
    'RECEIPT-DAY#',
    'REFUNDS#',
    'SHORT#',
    'STATEMENT-REFERENCE#',
  ],
  ...[
    'TILL-DAY#',
    'AWAITING',
    'BALANCE-REQUESTS-OPEN',
    'CHANNELS',
    'INVOICE-CHANGES',
    'STATEMENT-REQUESTS-OPEN',
    'WORK-OPEN',
  ],
];

const folder = new URL('.', import.meta.url);
const sources = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'kept.ts',
);
/** Every beginning of a key that the code of billing writes: a word in capitals before `#`, or one that stands alone. */
const written = new Set(
  sources.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const built = text.matchAll(/[`']((?:[A-Z][A-Z-]{2,}#)+)(?:\$\{|[`'])/g);
    const whole = text.matchAll(/(?:^const (?:pk|heads|listed|open|waiting|awaitingPk) = |pk: )'([A-Z-]{3,})'/gm);
    return [...built, ...whole].flatMap(([, found]) => (found === undefined ? [] : [found]));
  }),
);
const isKept = (partition: string): boolean => kept.some(({ partitions }) => partition.startsWith(partitions));

describe('what billing writes', () => {
  it('is kept by law when the hospital leaves, or is named here with the reason why not', () => {
    const unnamed = [...written].filter((one) => !isKept(one) && !(one in notKept) && !within.includes(one));
    expect(unnamed).toEqual([]);
    expect(written.size).toBeGreaterThan(40);
  });
  it('is not both kept and named as not kept, and nothing is named that it no longer writes', () => {
    expect(Object.keys(notKept).filter(isKept)).toEqual([]);
    expect([...Object.keys(notKept), ...within].filter((one) => !written.has(one))).toEqual([]);
    const outside = ['AUDIT#'];
    const gone = kept.map(({ partitions }) => partitions).filter((one) => !written.has(one) && !outside.includes(one));
    expect(gone).toEqual([]);
  });
  it('says who ended a case of money and what a bank told of it, for ten years', () => {
    for (const partition of ['WORK#0190', 'UNREADABLE#ab', 'PLACEMENT#0190', 'VISIT#e-1'])
      expect(isKept(partition), partition).toBe(true);
  });
});
