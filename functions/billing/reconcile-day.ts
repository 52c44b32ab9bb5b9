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
import { explainedBy } from './reference.ts';
import { lineId, type StoredLine, statementLines } from './statement-lines.ts';
import { type BankEntry, type Break, differenceOf, reconcile } from './statements/reconcile.ts';
import { transfers } from './transfers.ts';

const atOnce = 40;

type Pair = { readonly line: StoredLine; readonly entry: BankEntry };

const referenceOf = ({ reference }: { readonly reference: string }): string => reference.toUpperCase();

function byReference<T extends { readonly reference: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(referenceOf(one));
    if (group) group.push(one);
    else groups.set(referenceOf(one), [one]);
  }
  return groups;
}

/**
 * References of which a day alone doesn't tell all: a transfer about midnight, money settled from the statement, a number
 * that the bank gave out again, or that another report told otherwise.
 */
function doubtful(lines: readonly StoredLine[], entries: readonly BankEntry[]): string[] {
  const [named, posted] = [byReference(lines), byReference(entries)];
  return [...new Set([...named.keys(), ...posted.keys()])].filter((reference) => {
    const [entry, another] = posted.get(reference) ?? [];
    return !named.has(reference) || !entry || another !== undefined || entry.bankDay !== undefined;
  });
}

/** Which lines, of whatever day, the transfers of a reference explain; both may be of other days than the one that is looked at. */
async function pairsOf(
  reference: string,
  account: string,
  own: readonly StoredLine[],
  table: TableReads,
): Promise<Pair[]> {
  const { posted, link } = await transfers(table).of(reference);
  const told = link ? await transfers(table).posted(link.reference, account) : [];
  const here = [...posted, ...told].filter((one) => one.account === account);
  if (here.length === 0) return [];
  const stored = await statementLines(table).named(account, reference);
  const linked = link ? await statementLines(table).named(account, link.reference) : [];
  const known = new Set(stored.map((line) => `${line.day} ${lineId(line)}`));
  const fresh = own.filter((line) => !known.has(`${line.day} ${lineId(line)}`));
  return explainedBy(here, [...stored, ...linked, ...fresh]).map(({ transfer, line }) => {
    const { payment: entry, amount, direction, receivedAt } = transfer;
    const day = localDay(new Date(receivedAt));
    return { line, entry: { entry, reference: line.reference, account, day, amount, direction } };
  });
}

/**
 * Compares the lines and entries of a day. A movement explains one line, of this day or of another; a line of a reference
 * that is explained elsewhere is there twice.
 */
async function compare(
  day: LocalDay,
  account: string,
  { lines, entries }: { readonly lines: readonly StoredLine[]; readonly entries: readonly BankEntry[] },
  table: TableReads,
) {
  const named = byReference(lines);
  const found = await inParts(doubtful(lines, entries), atOnce, async (reference) => ({
    reference,
    pairs: await pairsOf(reference, account, named.get(reference) ?? [], table),
  }));
  const pairs = new Map<string, Pair>();
  for (const pair of found.flatMap((one) => one.pairs)) {
    if (pair.line.day === day || pair.entry.day === day) pairs.set(pair.entry.entry, pair);
  }
  const nameOf = (line: StoredLine): string => `${line.day} ${lineId(line)}`;
  const explained = new Set([...pairs.values()].map(({ line }) => nameOf(line)));
  const elsewhere = new Set(found.flatMap((one) => (one.pairs.length > 0 ? [one.reference] : [])));
  const [again, plain] = [[] as StoredLine[], [] as StoredLine[]];
  for (const line of lines.filter((one) => !explained.has(nameOf(one))))
    (elsewhere.has(referenceOf(line)) ? again : plain).push(line);
  const { agreed, breaks } = reconcile(
    plain,
    entries.filter(({ entry }) => !pairs.has(entry)),
  );
  const told = [...pairs.values()].map((pair) => ({ ...pair, kind: differenceOf(pair.line, pair.entry) }));
  return {
    agreed: agreed + told.filter(({ kind }) => kind === undefined).length,
    breaks: [
      ...breaks,
      ...told.flatMap(({ kind, ...pair }): Break<StoredLine>[] => (kind ? [{ kind, ...pair }] : [])),
      ...again.map((line): Break<StoredLine> => ({ kind: 'twice', line })),
    ],
  };
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
  const { agreed, breaks } = await compare(day, account, { lines, entries }, table);
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
