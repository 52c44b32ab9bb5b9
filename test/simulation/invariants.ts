import { localDay } from '../../shared/kernel/time.ts';
import type { Movement } from './bank.ts';
import type { Books, Entry } from './books.ts';

/** What the simulator knows that the product can't: the bank's own log, and which of its calls were answered. */
export interface Truth {
  readonly log: readonly Movement[];
  /** References of movements whose true call was answered with success. */
  readonly accepted: ReadonlySet<string>;
  readonly accounts: ReadonlyMap<string, string>;
  readonly published: readonly {
    id: string;
    name: string;
    subject: string;
    trace: string;
    tenant: string;
    context: string;
  }[];
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

/** Money that did not come by a bank, or did not come at all. */
const atTheDesk: readonly string[] = ['cash', 'one-card', 'deposit', 'correction'];
const isPayout = ({ account, amount }: { account: string; amount: number }): boolean =>
  amount < 0 && (account.startsWith('bank:') || account.startsWith('cash:'));

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
    const live = bills.filter(({ state }) => state !== 'void');
    const due = sum(live.map(({ patientPays, paid }) => patientPays - paid));
    return owed === due ? [] : [`owed ${owed}, due ${due}`];
  },

  'receipts prove exactly what was paid, to whom it was paid for': ({ bills, receipts }) =>
    bills
      .filter(({ bill, person, payments }) => {
        const own = receipts.filter((one) => one.bill === bill);
        // What a correction takes back is no payment, and needs no paper.
        const paid = payments.filter(({ applied }) => applied > 0);
        return (
          sum(own.map(({ amount }) => amount)) !== sum(paid.map(({ applied }) => applied)) ||
          own.some((one) => one.person !== person)
        );
      })
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

  'a deposit is the sum of its movements': ({ deposits, moved }) =>
    [...new Set([...deposits.keys(), ...moved.keys()])].filter(
      (person) => (deposits.get(person) ?? 0) !== (moved.get(person) ?? 0),
    ),

  'no deposit is spent below zero': ({ deposits }) =>
    [...deposits].filter(([, balance]) => balance < 0).map(([person]) => person),

  'a drawer holds what the ledger says it does': ({ drawers, entries }) => {
    const tills = new Set([...drawers.keys(), ...entries.flatMap(({ till }) => (till === undefined ? [] : [till]))]);
    return [...tills].filter(
      (till) => (drawers.get(till) ?? 0) !== balanceOf(entries, (name) => name === `cash:${till}`),
    );
  },

  'what is set aside for refunds is what is approved and not yet gone': ({ refunds, entries }) => {
    const waiting = refunds.filter(({ state }) => ['approved', 'sent', 'unknown', 'failed'].includes(state));
    const aside = -balanceOf(entries, (name) => name === 'refund:payable');
    const wanted = sum(waiting.map(({ amount }) => amount));
    return aside === wanted ? [] : [`${aside} set aside, ${wanted} approved`];
  },

  'a refund is paid out once': ({ refunds, entries }) =>
    refunds
      .filter(({ refund, state }) => {
        const paid = entries.filter((entry) => entry.refund === refund && entry.postings.some(isPayout));
        return paid.length !== (state === 'done' ? 1 : 0);
      })
      .map(({ refund }) => refund),

  "money with a bill's code is on that bill": ({ bills, hospital, transfers }, { log, accounts }) => {
    const posted = new Set(transfers.map(({ reference }) => reference));
    return log
      .filter(
        ({ account, reference, direction }) =>
          direction === 'in' && accounts.get(account) === hospital && posted.has(reference),
      )
      .filter(({ content, reference }) => {
        const named = bills.find(({ code }) => code !== undefined && content.toUpperCase().includes(code));
        return named !== undefined && !named.payments.some((payment) => payment.reference === reference);
      })
      .map(({ reference }) => reference);
  },

  'a request has received what its payments brought': ({ intents, bills }) =>
    intents
      .filter(({ bill, received }) => {
        const payments = bills.find((one) => one.bill === bill)?.payments ?? [];
        const byTransfer = payments.filter(({ provider }) => !atTheDesk.includes(provider));
        return bill !== undefined && received !== sum(byTransfer.map(({ amount }) => amount));
      })
      .map(({ code }) => code),

  'unexplained money calls a person': ({ entries, work }) => {
    const called = new Set(work.map(({ payment }) => payment));
    return entries
      .filter(
        ({ kind, postings }) => kind === 'transfer' && postings.some(({ account }) => account.startsWith('suspense:')),
      )
      .filter(({ id }) => !called.has(id))
      .map(({ id }) => id);
  },

  'a bill that was paid is announced once, and no other': ({ bills, hospital }, { published }) =>
    bills
      .filter(({ bill, state, wasPaid }) => {
        const told = published.filter(
          ({ name, subject, tenant }) => name === 'billing.bill-paid' && subject === bill && tenant === hospital,
        );
        return told.length !== (state === 'paid' || wasPaid ? 1 : 0);
      })
      .map(({ bill }) => bill),

  'what the bank said is kept': ({ transfers }) =>
    transfers.filter(({ raw }) => raw.length === 0).map(({ reference }) => reference),

  'an entry is posted on the day it is': ({ entries }) =>
    entries.filter(({ at, day }) => localDay(new Date(at)) !== day).map(({ id }) => id),

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
