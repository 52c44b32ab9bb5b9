import type { Dong } from '../../../shared/kernel/money.ts';
import type { LocalDay } from '../../../shared/kernel/time.ts';

/** One movement as a bank's statement states it. */
export interface StatementLine {
  /** The bank's own number of the movement; the same that a callback of the movement names. */
  readonly reference: string;
  readonly account: string;
  readonly day: LocalDay;
  /** Positive, whichever way it went. */
  readonly amount: Dong;
  readonly direction: 'in' | 'out';
  readonly content: string;
}

/** A statement of one account: its lines, and the balances that its bank states, where the form has them. */
export interface Statement {
  readonly account: string;
  /** Nothing in it says whose it is: `account` is who was taken to be meant. */
  readonly isUnnamed?: true;
  readonly lines: readonly StatementLine[];
  readonly opening?: Dong;
  readonly closing?: Dong;
}

/** What is wrong with a statement, and where: the number of the line in the file, from 1. Never what stands there. */
export interface StatementFlaw {
  readonly reason:
    | 'empty'
    | 'not-understood'
    | 'account-missing'
    | 'bad-date'
    | 'bad-amount'
    | 'bad-direction'
    | 'reference-missing'
    | 'other-currency'
    | 'balance-differs';
  readonly line: number;
}

export type ReadStatements =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly flaw: StatementFlaw };

const change = ({ amount, direction }: StatementLine): number => (direction === 'in' ? amount : -amount);

/** Whether the lines lead from the opening balance to the closing one; a statement that states none is not checked. */
export const isComplete = ({ opening, closing, lines }: Statement): boolean =>
  opening === undefined ||
  closing === undefined ||
  opening + lines.reduce((sum, line) => sum + change(line), 0) === closing;
