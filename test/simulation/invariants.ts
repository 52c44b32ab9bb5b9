import type { Movement } from './bank.ts';
import type { Books, Entry } from './books.ts';

/** What the simulator knows that the product can't: the bank's own log, and which of its calls were answered. */
export interface Truth {
  readonly log: readonly Movement[];
  /** References of movements whose true call was answered with success. */
  readonly accepted: ReadonlySet<string>;
  readonly accounts: ReadonlyMap<string, string>;
  readonly published: readonly { id: string; trace: string; tenant: string; context: string }[];
}

type Check = (books: Books, truth: Truth) => string[];
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const balanceOf = (entries: readonly Entry[], account: (name: string) => boolean): number =>
  sum(entries.flatMap(({ postings }) => postings.filter((one) => account(one.account)).map(({ amount }) => amount)));
const bankEntries = ({ entries }: Books): { reference: string; amount: number }[] =>
  entries.flatMap(({ reference = '', postings }) =>
    postings.filter(({ account }) => account.startsWith('bank:')).map(({ amount }) => ({ reference, amount })),
  );
const signed = ({ amount, direction }: Movement): number => (direction === 'in' ? amount : -amount);
const repeated = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);

/**
 * What must hold after every step, whatever happened. Each names what is wrong, with ids and figures, and is proved by a
 * bug that was planted for it.
 */
export const invariants = {
  'every entry and the ledger sum to zero': ({ entries }) =>
    entries.filter(({ postings }) => sum(postings.map(({ amount }) => amount)) !== 0).map(({ id }) => `entry ${id}`),

  'no movement is in the ledger twice': (books) => repeated(bankEntries(books).map(({ reference }) => reference)),

  'the ledger holds nothing that the bank does not know': (books, { log, accounts }) =>
    bankEntries(books)
      .filter(
        ({ reference, amount }) =>
          !log.some(
            (movement) =>
              movement.reference === reference &&
              signed(movement) === amount &&
              accounts.get(movement.account) === books.hospital,
          ),
      )
      .map(({ reference, amount }) => `${reference} ${amount}`),

  'no accepted movement is lost': (books, { log, accepted, accounts }) => {
    const held = new Set(bankEntries(books).map(({ reference }) => reference));
    return log
      .filter(({ reference, account }) => accepted.has(reference) && accounts.get(account) === books.hospital)
      .filter(({ reference }) => !held.has(reference))
      .map(({ reference }) => reference);
  },

  'a bill is paid by exactly what was applied to it': ({ bills }) =>
    bills
      .filter(({ paid, payments, patientPays, state }) => {
        const applied = sum(payments.map((payment) => payment.applied));
        const settled = paid === patientPays;
        return applied !== paid || paid > patientPays || settled !== (state === 'paid');
      })
      .map(({ bill, paid, patientPays, state }) => `${bill} ${state} ${paid} of ${patientPays}`),

  'what settled bills is what the ledger took off the patients': ({ bills, entries }) => {
    const owed = balanceOf(entries, (name) => name === 'receivable:patient');
    const due = sum(bills.map(({ patientPays, paid }) => patientPays - paid));
    return owed === due ? [] : [`owed ${owed}, due ${due}`];
  },

  'receipts prove exactly what was paid': ({ bills, receipts }) =>
    bills
      .filter(({ bill, paid }) => sum(receipts.filter((one) => one.bill === bill).map(({ amount }) => amount)) !== paid)
      .map(({ bill }) => bill),

  'receipt numbers have no gap and no repeat': ({ receipts, lastReceipts }) => {
    const seriesOf = (receipt: string): string => receipt.slice(0, receipt.lastIndexOf('-'));
    const series = new Set([...lastReceipts.keys(), ...receipts.map(({ receipt }) => seriesOf(receipt))]);
    return [...series].flatMap((name) => {
      const own = receipts.filter(({ receipt }) => seriesOf(receipt) === name);
      const numbers = own.map(({ receipt }) => Number(receipt.slice(name.length + 1))).sort((a, b) => a - b);
      const last = lastReceipts.get(name) ?? 0;
      const isWhole = numbers.length === last && numbers.every((number, at) => number === at + 1);
      return isWhole ? [] : [`${name}: ${numbers.join(' ')}; last ${last}`];
    });
  },

  'a deposit is what the ledger says it is': ({ deposits, entries }) => {
    const people = new Set([
      ...deposits.keys(),
      ...entries.flatMap(({ postings }) =>
        postings.filter(({ account }) => account.startsWith('deposit:')).map(({ account }) => account.slice(8)),
      ),
    ]);
    return [...people].filter(
      (person) => (deposits.get(person) ?? 0) !== -balanceOf(entries, (name) => name === `deposit:${person}`),
    );
  },

  'every event has its audit entry': ({ audits, hospital }, { published }) => {
    const traces = new Set(audits.filter(({ act }) => act === 'change').map(({ trace }) => trace));
    return published
      .filter(({ tenant, context, trace }) => tenant === hospital && context === 'billing' && !traces.has(trace))
      .map(({ id }) => id);
  },
} as const satisfies Record<string, Check>;
export type Invariant = keyof typeof invariants;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

const names = Object.keys(invariants) as Invariant[];

export const violationsOf = (books: Books, truth: Truth): Violation[] =>
  names.flatMap((invariant) =>
    (invariants[invariant] as Check)(books, truth).map((what) => ({ invariant, what: `${books.hospital}: ${what}` })),
  );
