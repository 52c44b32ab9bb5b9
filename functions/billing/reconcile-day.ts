import { inParts } from '../../shared/kernel/in-parts.ts';
import { dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { accountName, type Hospital } from './hospitals.ts';
import { journals } from './journals.ts';
import {
  bankEntryOf,
  breakView,
  mostBreaks,
  othersOf,
  type Reconciliation,
  sumsOf,
  withNote,
} from './reconciliation.ts';
import { reconciliations } from './reconciliations.ts';
import { type StoredLine, statementLines } from './statement-lines.ts';
import { type BankEntry, reconcile } from './statements/reconcile.ts';
import { transfers } from './transfers.ts';

const atOnce = 40;

const referenceOf = ({ reference }: { reference: string }): string => reference.toUpperCase();

/** Entries of other days that belong to lines of this one: a transfer about midnight, money settled from the statement. */
async function entriesElsewhere(lines: readonly StoredLine[], entries: readonly BankEntry[], table: TableReads) {
  const known = new Set(entries.map(referenceOf));
  const open = new Map(lines.filter((line) => !known.has(referenceOf(line))).map((line) => [referenceOf(line), line]));
  const found = await inParts([...open.values()], atOnce, async ({ reference, account, day }): Promise<BankEntry[]> => {
    const transfer = await transfers(table).posted(reference);
    if (transfer?.account !== account) return [];
    const { payment: entry, amount, direction } = transfer;
    const posted = localDay(new Date(transfer.receivedAt));
    return posted === day ? [] : [{ entry, reference: transfer.reference, account, day: posted, amount, direction }];
  });
  return found.flat();
}

/** Lines of other days that belong to entries of this one. */
async function linesElsewhere(lines: readonly StoredLine[], entries: readonly BankEntry[], table: TableReads) {
  const known = new Set(lines.map(referenceOf));
  const open = new Map(entries.filter((one) => !known.has(referenceOf(one))).map((one) => [referenceOf(one), one]));
  const found = await inParts([...open.values()], atOnce, async ({ account, reference, day }) => {
    const line = await statementLines(table).named(account, reference);
    return line && line.day !== day ? [line] : [];
  });
  return found.flat();
}

/**
 * Bank beside ledger for the hospital's receiving account on a Vietnamese day. A closed day is as it was when it was
 * closed, with what was said of its differences since. Sums that can't be told exactly are refused.
 */
export async function reconcileDay(
  day: LocalDay,
  { payTo }: Hospital,
  table: TableReads,
): Promise<Reconciliation | Refusal<'amount-too-large'>> {
  const { account } = payTo;
  const name = accountName(payTo);
  const kept = reconciliations(table);
  const notes = await kept.notes(account, day);
  const closed = await kept.closing(account, day);
  if (closed) return { ...closed, breaks: closed.breaks.map((one) => withNote(one, notes.get(one.break))) };
  const lines = await statementLines(table).of(account, day);
  const posted = await journals(table).of(day);
  const entries = posted.flatMap((entry) => bankEntryOf(entry, name, account));
  const [moreEntries, moreLines] = [
    await entriesElsewhere(lines, entries, table),
    await linesElsewhere(lines, entries, table),
  ];
  const { agreed, breaks } = reconcile([...lines, ...moreLines], [...entries, ...moreEntries]);
  const [bank, ledger, others] = [sumsOf(lines), sumsOf(entries), othersOf(posted, name)];
  if ([bank, ledger, ...others].some((sum) => !Number.isSafeInteger(sum.in) || !Number.isSafeInteger(sum.out)))
    return refuse('amount-too-large');
  const views = breaks.map((one) => breakView(one, notes));
  return {
    day,
    account: name,
    state: 'open',
    bank: { lines: lines.length, in: dong(bank.in), out: dong(bank.out) },
    ledger: { entries: entries.length, in: dong(ledger.in), out: dong(ledger.out) },
    agreed,
    breakCount: views.length,
    unowned: views.filter(({ needsOwner, owner }) => needsOwner && owner === undefined).length,
    breaks: views.slice(0, mostBreaks),
    others: others.map((one) => ({ account: one.account, in: dong(one.in), out: dong(one.out) })),
  };
}
