import * as z from 'zod';
import type { Bank } from './bank.ts';
import { agrees, type Comparison, compare } from './compare.ts';
import type { Line } from './line.ts';
import type { PlayedVisit } from './morning.ts';
import type { FoundPlace } from './places.ts';
import { stepsOf } from './visit.ts';

const Entries = z.object({
  entries: z.array(z.object({ account: z.string(), reference: z.string(), amount: z.int() })),
  next: z.string().optional(),
});
const TrialBalance = z.object({
  accounts: z.array(z.object({ account: z.string(), balance: z.int() })),
  total: z.int(),
});

/** What a hospital's own books say of a morning, beside the bank's statement. All amounts are whole dong. */
export interface Books {
  readonly place: FoundPlace;
  readonly bills: number;
  readonly paidBills: number;
  /** Sum of the ledger's entries on bank accounts, and of the bank's own statement. */
  readonly inLedger: number;
  readonly atBank: number;
  readonly comparison: Comparison;
  readonly receipts: readonly string[];
  /** What settled bills by receipt, what came in cash, what patients have as deposit, what nobody has explained yet. */
  readonly receipted: number;
  readonly cash: number;
  readonly deposited: number;
  readonly suspended: number;
  /** Sum of all balances of the day: zero, or the ledger is broken. */
  readonly trialBalance: number;
  /** What must not be; empty when all is well. */
  readonly faults: readonly string[];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** What the books say of these days: sums of balances, each as an amount that somebody holds or is owed. */
export interface Trial {
  /** Of all balances: zero, or the ledger is broken. */
  readonly total: number;
  /** Nobody has explained it yet. */
  readonly suspense: number;
  /** In the drawers and in the safe. */
  readonly cash: number;
  /** Held for patients. */
  readonly deposits: number;
  /** Approved to go back and not yet gone. */
  readonly refunds: number;
}

export async function trialOf(line: Line, hospital: string, days: readonly string[]): Promise<Trial> {
  const trials = await Promise.all(
    days.map(async (day) =>
      TrialBalance.parse((await line.ask('cashier', hospital, 'GET /v1/ledger/trial-balance', { day })).body),
    ),
  );
  const accounts = trials.flatMap((trial) => trial.accounts);
  const balance = (kind: string): number =>
    sum(accounts.filter(({ account }) => account.startsWith(kind)).map((one) => one.balance));
  return {
    total: sum(trials.map(({ total }) => total)),
    suspense: 0 - balance('suspense:'),
    // A cashier is told all cash as one line.
    cash: balance('cash'),
    deposits: 0 - balance('deposit:'),
    refunds: 0 - balance('refund:payable'),
  };
}

async function ledgerOf(line: Line, hospital: string, days: readonly string[], run: string) {
  const found: z.infer<typeof Entries>['entries'] = [];
  for (const day of days) {
    let after: string | undefined;
    do {
      const page = { day, ...(after === undefined ? {} : { after }) };
      const { body } = await line.ask('cashier', hospital, 'GET /v1/ledger/bank-entries', page);
      const { entries, next } = Entries.parse(body);
      found.push(...entries);
      after = next;
    } while (after !== undefined);
  }
  return found.filter(({ reference }) => reference.startsWith(`FT${run}`));
}

/** Reads a hospital's books and holds them against the bank's statement. */
export async function readBooks(
  { line, bank, days, run }: { line: Line; bank: Bank; days: readonly string[]; run: string },
  place: FoundPlace,
  visits: readonly PlayedVisit[],
  before: Trial,
): Promise<Books> {
  const { hospital } = place;
  const steps = stepsOf(line, hospital);
  const statement = bank.statementOf(place.payTo.account);
  const ledger = await ledgerOf(line, hospital, days, run);
  const trial = await trialOf(line, hospital, days);
  const bills = [];
  const receipts = [];
  for (const visit of visits) {
    const bill = await steps.readBill(visit.bill.bill);
    bills.push(bill);
    for (const receipt of bill.receipts) receipts.push(await steps.readReceipt(receipt));
  }
  const comparison = compare(statement, ledger);
  const inLedger = sum(ledger.map(({ amount }) => amount));
  const receipted = sum(receipts.map(({ amount }) => amount));
  const since = (of: Exclude<keyof Trial, 'total'>): number => trial[of] - before[of];
  const [cash, deposited, suspended, refunds] = [since('cash'), since('deposits'), since('suspense'), since('refunds')];
  const numbers = receipts.map(({ receipt }) => receipt);
  const unpaid = bills.filter(({ state, due }) => state !== 'paid' || due !== 0).map(({ bill }) => bill);
  const wrong = bills.filter((bill) => bill.paid !== bill.patientPays).map(({ bill }) => bill);
  const faults = [
    ...(agrees(comparison) ? [] : [`ledger and bank differ: ${JSON.stringify(comparison)}`]),
    ...(trial.total === 0 ? [] : [`the trial balance is ${trial.total}`]),
    ...(inLedger + cash === receipted + deposited + suspended + refunds
      ? []
      : [`${inLedger} + ${cash} came, ${receipted} + ${deposited} + ${suspended} + ${refunds} is accounted for`]),
    ...(new Set(numbers).size === numbers.length ? [] : ['a receipt number was given twice']),
    ...unpaid.map((bill) => `bill ${bill} is not paid`),
    ...wrong.map((bill) => `bill ${bill} took another amount than was due`),
  ].map((fault) => `${hospital}: ${fault}`);
  return {
    place,
    bills: bills.length,
    paidBills: bills.length - unpaid.length,
    inLedger,
    atBank: sum(statement.map(({ amount }) => amount)),
    comparison,
    receipts: numbers,
    receipted,
    cash,
    deposited,
    suspended,
    trialBalance: trial.total,
    faults,
  };
}
