import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { daysBetween } from './days.ts';
import { accounts, type Entry, isBank } from './ledger.ts';
import { lineId, type StoredLine } from './statement-lines.ts';
import type { BankEntry, Break } from './statements/reconcile.ts';

/** What is said of each kind of difference between bank and ledger. */
const breakTexts = {
  'bank-only': { vi: 'Ngân hàng có, sổ không có', en: 'The bank has it, the ledger does not' },
  'ledger-only': { vi: 'Sổ có, ngân hàng không có', en: 'The ledger has it, the bank does not' },
  'other-amount': { vi: 'Số tiền khác nhau', en: 'The amounts differ' },
  'other-direction': { vi: 'Chiều tiền khác nhau', en: 'One says in, the other out' },
  'other-day': { vi: 'Khớp, nhưng ghi sổ ngày khác', en: 'They agree, on another day' },
  twice: { vi: 'Sao kê ghi hai lần', en: 'The statement names it more than once' },
  'ledger-twice': { vi: 'Sổ ghi hai lần', en: 'The ledger names it more than once' },
} as const satisfies Record<Break['kind'], { vi: string; en: string }>;

/** How a difference ended. */
export const BreakOutcome = z.enum(['posted-since', 'error-of-bank', 'error-of-ledger', 'bank-fee', 'explained']);
export const BreakId = z.string().regex(/^[0-9a-f]{32}$/);

/** Who took a difference on, and how it ended. */
export interface BreakNote {
  readonly break: string;
  readonly owner: string;
  readonly ownedAt: string;
  readonly ownedBy: string;
  readonly resolution?: {
    readonly outcome: z.infer<typeof BreakOutcome>;
    readonly note: string;
    readonly at: string;
    readonly by: string;
  };
}

export const BreakView = z.object({
  break: BreakId,
  kind: z.enum(Object.keys(breakTexts) as [Break['kind'], ...Break['kind'][]]),
  vi: z.string(),
  en: z.string(),
  reference: z.string(),
  /** Dong by the bank and by the ledger: positive in, negative out. */
  bank: Dong.optional(),
  bankDay: LocalDay.optional(),
  ledger: Dong.optional(),
  ledgerDay: LocalDay.optional(),
  entry: z.string().optional(),
  /** Whether somebody must take it on before the day can be closed: a movement that agrees on the day before or behind explains itself. */
  needsOwner: z.boolean(),
  owner: z.string().optional(),
  outcome: BreakOutcome.optional(),
  note: z.string().optional(),
  resolvedAt: Instant.optional(),
  resolvedBy: z.string().optional(),
});
export type BreakView = z.infer<typeof BreakView>;

/** One account's day: what the bank says beside what the ledger says. Dong; money that left is positive in `out`. */
export const Reconciliation = z.object({
  day: LocalDay,
  /** The account as the ledger names it: `<bin>:<number>`. */
  account: z.string(),
  state: z.enum(['open', 'closed']),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  bank: z.object({ lines: z.int(), in: Dong, out: Dong }),
  ledger: z.object({ entries: z.int(), in: Dong, out: Dong }),
  agreed: z.int(),
  /** How many differences there are; at most 1,000 of them are listed. */
  breakCount: z.int(),
  /** Those that nobody has taken on and somebody must. */
  unowned: z.int(),
  breaks: z.array(BreakView),
  /** Other accounts that the day moved and of which no statement is brought: gateways, and accounts that are not registered. */
  others: z.array(z.object({ account: z.string(), in: Dong, out: Dong })),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

/** More are not listed, and a day that has more is not closed. */
export const mostBreaks = 1_000;

const signed = ({ amount, direction }: Pick<BankEntry, 'amount' | 'direction'>): Dong =>
  direction === 'in' ? amount : dong(-amount);

/** The same difference has the same id however often it is computed; another kind of difference is another one. */
const idOf = (one: Break<StoredLine>): string => {
  const parts = [
    one.kind,
    'line' in one ? `${one.line.account} ${one.line.day} ${lineId(one.line)}` : '',
    'entry' in one ? one.entry.entry : '',
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
};

export function breakView(one: Break<StoredLine>, notes: ReadonlyMap<string, BreakNote>): BreakView {
  const id = idOf(one);
  const facts: BreakView = {
    break: id,
    kind: one.kind,
    ...breakTexts[one.kind],
    reference: 'line' in one ? one.line.reference : one.entry.reference,
    ...('line' in one && { bank: signed(one.line), bankDay: one.line.day }),
    ...('entry' in one && { ledger: signed(one.entry), ledgerDay: one.entry.day, entry: one.entry.entry }),
    needsOwner: one.kind !== 'other-day' || Math.abs(daysBetween(one.line.day, one.entry.day)) > 1,
  };
  return withNote(facts, notes.get(id));
}

/**
 * A difference as it is kept with a closed day: its words go by its kind and what was said of it is kept beside it, so
 * that a day of as many differences as may be fits into one item of 400 kB.
 */
export type KeptBreak = Pick<
  BreakView,
  'break' | 'kind' | 'reference' | 'bank' | 'bankDay' | 'ledger' | 'ledgerDay' | 'entry' | 'needsOwner'
>;

export const keptBreak = (view: BreakView): KeptBreak => {
  const {
    vi: _vi,
    en: _en,
    owner: _owner,
    outcome: _outcome,
    note: _note,
    resolvedAt: _at,
    resolvedBy: _by,
    ...kept
  } = view;
  return kept;
};
export const toldBreak = (kept: KeptBreak): BreakView => ({ ...kept, ...breakTexts[kept.kind] });

export function withNote(facts: BreakView, note: BreakNote | undefined): BreakView {
  if (!note) return facts;
  const { owner, resolution } = note;
  if (!resolution) return { ...facts, owner };
  const { outcome, note: words, at, by } = resolution;
  return { ...facts, owner, outcome, note: words, resolvedAt: at, resolvedBy: by };
}

/** What an entry moved on one bank account, or nothing. */
export function bankEntryOf(entry: Entry, name: string, account: string): BankEntry[] {
  const own = entry.postings.filter((posting) => posting.account === accounts.bank(name));
  const moved = own.reduce((sum, posting) => sum + posting.amount, 0);
  if (moved === 0) return [];
  const { id, day, reference = id, bankDay = entry.provider === 'statement' ? day : undefined } = entry;
  const told = { entry: id, reference, account, day, ...(bankDay && { bankDay }) };
  return [{ ...told, amount: dong(Math.abs(moved)), direction: moved > 0 ? 'in' : 'out' }];
}

/** What a day moved on bank accounts beside this one, in order of their names. Sums may be too large to be told. */
export function othersOf(entries: readonly Entry[], name: string): { account: string; in: number; out: number }[] {
  const sums = new Map<string, { in: number; out: number }>();
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    if (!isBank(account) || account === accounts.bank(name)) continue;
    const sum = sums.get(account) ?? { in: 0, out: 0 };
    if (amount > 0) sum.in += amount;
    else sum.out -= amount;
    sums.set(account, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, sum]) => ({ account, ...sum }));
}

export const sumsOf = (moved: Iterable<Pick<BankEntry, 'amount' | 'direction'>>): { in: number; out: number } => {
  const sums = { in: 0, out: 0 };
  for (const { direction, amount } of moved) sums[direction] += amount;
  return sums;
};
