import type { Put, Write } from '../../shared/ports/table.ts';
import type { Invariant } from './invariants.ts';

interface Plant {
  readonly bug: string;
  readonly falsify: (write: Write) => Write;
}

const without =
  (gone: (put: Put) => boolean) =>
  (write: Write): Write => ({
    ...write,
    put: write.put.filter((put) => !gone(put)),
  });
const changed =
  (prefix: string, change: (value: never) => object) =>
  (write: Write): Write => ({
    ...write,
    put: write.put.map((put) =>
      put.key.pk.startsWith(prefix) ? { ...put, value: change(structuredClone(put.value) as never) } : put,
    ),
  });
interface Entry {
  readonly kind: string;
  readonly postings: readonly { account: string; amount: number }[];
}
const postings = (change: (posting: { account: string; amount: number }) => { account: string; amount: number }) =>
  changed('JOURNAL#', (entry: Entry) =>
    entry.kind === 'transfer' ? { ...entry, postings: entry.postings.map(change) } : entry,
  );

/** For each invariant a bug that breaks what it guards, as a careless change of the code would. */
export const planted: Record<Invariant, Plant> = {
  'every entry and the ledger sum to zero': {
    bug: 'one side of an entry is a dong too much',
    falsify: postings((one) => (one.account.startsWith('bank:') ? { ...one, amount: one.amount + 1 } : one)),
  },
  'no movement is in the ledger twice': {
    bug: 'the guard of a bank reference is not written',
    falsify: without(({ key }) => key.pk.startsWith('TRANSFER#') && key.sk.startsWith('POSTED')),
  },
  'the ledger holds nothing that the bank does not know': {
    bug: 'an entry is written with twice the amount on both sides',
    falsify: postings((one) => ({ ...one, amount: one.amount * 2 })),
  },
  'no accepted movement is lost': {
    bug: 'the bank is answered and the entry is not written',
    falsify: without(({ key, value }) => key.pk.startsWith('JOURNAL#') && 'kind' in value && value.kind === 'transfer'),
  },
  'a bill is paid by exactly what was applied to it': {
    bug: 'a bill counts its money twice',
    falsify: changed('BILL#', (bill: { paid: number }) => ({ ...bill, paid: bill.paid * 2 })),
  },
  'what settled bills is what the ledger took off the patients': {
    bug: 'money for a bill is booked as unexplained',
    falsify: postings((one) => (one.account === 'receivable:patient' ? { ...one, account: 'suspense:lost' } : one)),
  },
  'receipts prove exactly what was paid, to whom it was paid for': {
    bug: 'a receipt states a dong less',
    falsify: changed('RECEIPT#', (receipt: { amount: number }) => ({ ...receipt, amount: receipt.amount - 1 })),
  },
  'receipt numbers have no gap and no repeat': {
    bug: 'the series of receipts advances by two',
    falsify: changed('SERIES#', ({ last }: { last: number }) => ({ last: last + 1 })),
  },
  'a deposit is what the ledger says it is': {
    bug: 'a deposit is credited twice',
    falsify: changed('DEPOSIT#', ({ balance }: { balance: number }) => ({ balance: balance * 2 })),
  },
  'a deposit is the sum of its movements': {
    bug: 'a deposit changes without a movement',
    falsify: without(({ key }) => key.pk.startsWith('MOVEMENTS#')),
  },
  'no deposit is spent below zero': {
    bug: 'what is spent is taken off twice',
    falsify: changed('DEPOSIT#', ({ balance }: { balance: number }) => ({ balance: balance - 150_000 })),
  },
  'a drawer holds what the ledger says it does': {
    bug: 'cash is taken without a movement of the drawer',
    falsify: without(({ key }) => key.sk.startsWith('MOVEMENT#')),
  },
  'what is set aside for refunds is what is approved and not yet gone': {
    bug: 'a refund is approved and no money is set aside',
    falsify: without(({ value }) => 'kind' in value && value.kind === 'refund-approved'),
  },
  'a refund is paid out once': {
    bug: 'a refund that was paid out stays to be paid out',
    falsify: changed('REFUND#', (refund: { state: string }) =>
      refund.state === 'done' ? { ...refund, state: 'approved' } : refund,
    ),
  },
  "money with a bill's code is on that bill": {
    bug: 'a payment is left off its bill',
    falsify: changed('BILL#', (bill: { payments?: object[] }) =>
      bill.payments === undefined ? bill : { ...bill, payments: bill.payments.slice(0, 1) },
    ),
  },
  'a request has received what its payments brought': {
    bug: 'a request forgets what it received',
    falsify: changed('INTENT#', (intent: { received: number }) => ({ ...intent, received: 0 })),
  },
  'unexplained money calls a person': {
    bug: 'nobody is called',
    falsify: without(({ key }) => key.pk.startsWith('WORK#')),
  },
  'a bill that was paid is announced once, and no other': {
    bug: 'a paid bill is not announced',
    falsify: (write) => ({ ...write, events: write.events.filter(({ name }) => name !== 'billing.bill-paid') }),
  },
  'what the bank said is kept': {
    bug: 'the notice of the bank is thrown away',
    falsify: changed('TRANSFER#', (transfer: object) => ({ ...transfer, raw: [] })),
  },
  'an entry is posted on the day it is': {
    bug: 'an entry is posted on another day',
    falsify: changed('JOURNAL#', (entry: object) => ({ ...entry, day: '2020-01-01' })),
  },
  'every event has its audit entry': {
    bug: 'changes leave no audit entry',
    falsify: without(({ key }) => key.pk.startsWith('AUDIT#')),
  },
};
