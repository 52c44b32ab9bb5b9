import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import type { StatementLine } from './statements/line.ts';

/** A line of a bank's statement as it was brought. Never changed. */
export interface StoredLine extends Omit<StatementLine, 'content'> {
  /** Which of several lines that say the very same of one day, from 1. */
  readonly nth: number;
  readonly import: string;
  readonly at: string;
  /** Its reference stands on other days too: payments that came under it and are not this movement. */
  readonly apart?: readonly string[];
  /** The text of a movement that no callback told of, sealed: it may name the payer. */
  readonly sealed?: string;
}
export type LineName = Pick<StoredLine, 'account' | 'day' | 'reference' | 'direction' | 'amount' | 'nth'>;

/** Far above what one account of any hospital moves on a day. */
const mostLines = 100_000;

/** A reference that comes so often is no reference any more; each of its lines is a difference. */
const mostNamed = 100;

const pkOf = (account: string, day: LocalDay): string => `STATEMENT#${account}#${day}`;
/** Reference first, in one case, so that what is said of one movement lies together; no reference can hold the sign between. */
const skOf = ({ reference, direction, amount, nth }: LineName): string =>
  `LINE#${encodeURIComponent(reference.toUpperCase())}#${direction}#${amount}#${nth}`;
/** How often lines were added to a day: who closes the day relies on it. */
const dayKey = (account: string, day: LocalDay): Key => ({ pk: pkOf(account, day), sk: 'DAY' });

/** Every line of one reference, whatever its day. */
const namedPk = (account: string, reference: string): string =>
  `STATEMENT-REFERENCE#${account}#${reference.toUpperCase()}`;

export const lineId = skOf;

export const statementLines = (table: TableReads) => ({
  /** Every line of an account's day. */
  of: (account: string, day: LocalDay): Promise<readonly StoredLine[]> =>
    readAll<StoredLine>(table, { pk: pkOf(account, day), prefix: 'LINE#' }, mostLines),
  isKnown: async (name: LineName): Promise<boolean> => (await table.get(keyOf(name))) !== undefined,
  find: async (account: string, day: LocalDay, line: string): Promise<StoredLine | undefined> =>
    (await table.get<StoredLine>({ pk: pkOf(account, day), sk: line }))?.value,
  day: (account: string, day: LocalDay): Promise<Item<object> | undefined> => table.get<object>(dayKey(account, day)),
  /** The lines of this reference, oldest first; one of a moment ago may not be found yet. */
  async named(account: string, reference: string): Promise<readonly StoredLine[]> {
    const query = { index: 'index1', pk: namedPk(account, reference), limit: mostNamed } as const;
    return (await table.query<StoredLine>(query)).items.map(({ value }) => value);
  },
  /** The write that says that lines are added to this day. */
  async growing(account: string, day: LocalDay, at: string): Promise<Put> {
    const before = await this.day(account, day);
    return { key: dayKey(account, day), value: { at }, expect: before?.version ?? 'absent' };
  },
});

const keyOf = (name: LineName): Key => ({ pk: pkOf(name.account, name.day), sk: skOf(name) });

export const putLine = (line: StoredLine): Put => ({
  key: keyOf(line),
  value: line,
  expect: 'absent',
  index1: { pk: namedPk(line.account, line.reference), sk: line.day },
});

/** Holds only while no line was added to the day since. */
export const noLineSince = (account: string, day: LocalDay, found: Item<object> | undefined) => ({
  key: dayKey(account, day),
  expect: found?.version ?? ('absent' as const),
});
