import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { dayAfter } from './days.ts';
import { bankDayOf, type Seen } from './reference.ts';
import type { Transfer } from './transfers.ts';

/**
 * A posted movement that another report may tell under another reference: one whose provider named no reference of the
 * bank, or one that no bill lists. Found by what every report of it says alike.
 */
export type Sighting = Seen &
  Pick<Transfer, 'reference' | 'payment' | 'provider' | 'providerId' | 'receivedAt' | 'madeUp'>;

/** A statement is brought weeks later at most; what was not told twice by then is one movement. */
const keptDays = 90;
const mostAlike = 100;

const endOf = (at: string): number => Math.floor(Date.parse(at) / 1000) + keptDays * 86_400;

const pkOf = ({ account, direction, amount }: Pick<Seen, 'account' | 'direction' | 'amount'>): string =>
  `SIGHTING#${account}#${direction}#${amount}`;

export const sightings = (table: TableReads) => ({
  /** Movements of this amount on this account, of a day and the days beside it. */
  async near(moved: Pick<Seen, 'account' | 'direction' | 'amount'>, day: LocalDay): Promise<readonly Sighting[]> {
    const range = { from: dayAfter(day, -1), to: dayAfter(day, 2) };
    const { items } = await table.query<Sighting>({ pk: pkOf(moved), ...range, limit: mostAlike });
    return items.map(({ value }) => value);
  },
  /**
   * The write that lets one of two reports through that come in the same moment. Money for a bill or a deposit needs none:
   * both would change that.
   */
  async turn(moved: Pick<Seen, 'account' | 'direction' | 'amount'>, at: string): Promise<Put> {
    const key = { pk: pkOf(moved), sk: 'TURN' };
    const before = await table.get<object>(key);
    return { key, value: { at }, expect: before?.version ?? 'absent', expires: endOf(at) };
  },
});

export const putSighting = ({ raw: _, ...seen }: Transfer): Put => ({
  key: { pk: pkOf(seen), sk: `${bankDayOf(seen)}#${seen.reference.toUpperCase()}` },
  value: seen satisfies Sighting,
  expect: 'absent',
  expires: endOf(seen.receivedAt),
});
