import type { Movement } from './bank.ts';

/** One movement on a bank account as the hospital's ledger has it. */
export interface LedgerEntry {
  /** `bank:<bin>:<number>`, or `bank:unregistered:<number>`. */
  readonly account: string;
  readonly reference: string;
  readonly amount: number;
}

export interface Comparison {
  /** Entries that both sides have with the same account and amount. */
  readonly agreed: number;
  /** References the bank has and the ledger has not. */
  readonly missing: readonly string[];
  /** References the ledger has and the bank has not. */
  readonly invented: readonly string[];
  /** References whose account or amount differ. */
  readonly different: readonly string[];
  /** References that one side has more than once. */
  readonly repeated: readonly string[];
}

const repeats = (references: readonly string[]): string[] =>
  references.filter((reference, at) => references.indexOf(reference) !== at);

/** Entry by entry: the bank's statement of one account beside the ledger of the hospital that owns it. */
export function compare(statement: readonly Movement[], ledger: readonly LedgerEntry[]): Comparison {
  const posted = new Map(ledger.map((entry) => [entry.reference, entry]));
  const booked = new Set(statement.map(({ reference }) => reference));
  const isSame = ({ bin, account, amount, reference }: Movement): boolean => {
    const entry = posted.get(reference);
    return entry?.account === `bank:${bin}:${account}` && entry.amount === amount;
  };
  const known = statement.filter(({ reference }) => posted.has(reference));
  return {
    agreed: known.filter(isSame).length,
    missing: statement.map(({ reference }) => reference).filter((reference) => !posted.has(reference)),
    invented: ledger.map(({ reference }) => reference).filter((reference) => !booked.has(reference)),
    different: known.filter((movement) => !isSame(movement)).map(({ reference }) => reference),
    repeated: [
      ...repeats(statement.map(({ reference }) => reference)),
      ...repeats(ledger.map(({ reference }) => reference)),
    ],
  };
}

export const agrees = ({ missing, invented, different, repeated }: Comparison): boolean =>
  missing.length + invented.length + different.length + repeated.length === 0;
