import type { Dong } from '../../../shared/kernel/money.ts';
import type { LocalDay } from '../../../shared/kernel/time.ts';
import type { StatementLine } from './line.ts';

/** A line of a statement, as far as the ledger can agree with it. */
type BankLine = Omit<StatementLine, 'content'>;

/** What the ledger says of a movement on a bank account. */
export interface BankEntry {
  readonly entry: string;
  readonly reference: string;
  readonly account: string;
  readonly day: LocalDay;
  /** Positive, whichever way it went. */
  readonly amount: Dong;
  readonly direction: 'in' | 'out';
  /** The bank's day, where it is another than the day of posting. */
  readonly bankDay?: LocalDay;
}

/**
 * Where bank and ledger do not say the same. `bank-only`: a callback that never came, or a person's own transfer;
 * `ledger-only`: the bank knows nothing of it; `other-amount`, `other-direction`: the same reference says something
 * else; `other-day`: agreed, on another day (a transfer about midnight); `twice`: the statement names it more than once;
 * `ledger-twice`: the ledger does.
 */
export type Break<L extends BankLine = BankLine> =
  | { readonly kind: 'bank-only' | 'twice'; readonly line: L }
  | { readonly kind: 'ledger-only' | 'ledger-twice'; readonly entry: BankEntry }
  | {
      readonly kind: 'other-amount' | 'other-direction' | 'other-day';
      readonly line: L;
      readonly entry: BankEntry;
    };

interface Reconciled<L extends BankLine = BankLine> {
  readonly agreed: number;
  readonly breaks: readonly Break<L>[];
}

/** Banks and aggregators spell one reference in both cases. */
const keyOf = ({ account, reference }: { account: string; reference: string }): string =>
  `${account}\n${reference.toUpperCase()}`;

export function differenceOf(
  line: BankLine,
  entry: BankEntry,
): 'other-amount' | 'other-direction' | 'other-day' | undefined {
  if (line.direction !== entry.direction) return 'other-direction';
  if (line.amount !== entry.amount) return 'other-amount';
  return line.day === entry.day ? undefined : 'other-day';
}

/**
 * Compares a bank's lines with the ledger's entries by account and reference, each once: time and memory grow with their
 * number and not with its square. Of several lines of one reference the first that says the same as its entry agrees.
 * Every line and every entry is either agreed or in exactly one break.
 */
export function reconcile<L extends BankLine>(lines: Iterable<L>, entries: Iterable<BankEntry>): Reconciled<L> {
  const open = new Map<string, BankEntry>();
  const breaks: Break<L>[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    if (open.has(key)) breaks.push({ kind: 'ledger-twice', entry });
    else open.set(key, entry);
  }
  const named = new Map<string, L[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const others = named.get(key);
    if (others) others.push(line);
    else named.set(key, [line]);
  }
  let agreed = 0;
  for (const [key, alike] of named) {
    const entry = open.get(key);
    const equal = entry && alike.find((line) => differenceOf(line, entry) === undefined);
    const [first] = equal ? [equal] : alike;
    const difference = entry && first && differenceOf(first, entry);
    if (entry && first && difference) breaks.push({ kind: difference, line: first, entry });
    else if (entry) agreed++;
    else if (first) breaks.push({ kind: 'bank-only', line: first });
    open.delete(key);
    for (const line of alike) if (line !== first) breaks.push({ kind: 'twice', line });
  }
  for (const entry of open.values()) breaks.push({ kind: 'ledger-only', entry });
  return { agreed, breaks };
}
