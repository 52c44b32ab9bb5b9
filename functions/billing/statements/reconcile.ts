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

function differenceOf(line: BankLine, entry: BankEntry): 'other-amount' | 'other-direction' | 'other-day' | undefined {
  if (line.direction !== entry.direction) return 'other-direction';
  if (line.amount !== entry.amount) return 'other-amount';
  return line.day === entry.day ? undefined : 'other-day';
}

/**
 * Compares a bank's lines with the ledger's entries by account and reference, each once: time and memory grow with their
 * number and not with its square. Every line and every entry is either agreed or in exactly one break.
 */
export function reconcile<L extends BankLine>(lines: Iterable<L>, entries: Iterable<BankEntry>): Reconciled<L> {
  const open = new Map<string, BankEntry>();
  const breaks: Break<L>[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    if (open.has(key)) breaks.push({ kind: 'ledger-twice', entry });
    else open.set(key, entry);
  }
  const named = new Set<string>();
  let agreed = 0;
  for (const line of lines) {
    const key = keyOf(line);
    const entry = open.get(key);
    if (named.has(key)) breaks.push({ kind: 'twice', line });
    else if (entry === undefined) breaks.push({ kind: 'bank-only', line });
    else {
      const difference = differenceOf(line, entry);
      if (difference === undefined) agreed++;
      else breaks.push({ kind: difference, line, entry });
      open.delete(key);
    }
    named.add(key);
  }
  for (const entry of open.values()) breaks.push({ kind: 'ledger-only', entry });
  return { agreed, breaks };
}
