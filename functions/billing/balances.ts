import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { baseFor } from './account-statement.ts';
import { journals } from './journals.ts';
import { type AccountDay, type DepositsDay, depositsOf, ownAccounts, snapshotAfter } from './snapshot.ts';
import { snapshots } from './snapshots.ts';

interface Balances {
  /** The hospital's own accounts, by name. */
  readonly accounts: readonly AccountDay[];
  readonly deposits: DepositsDay;
  readonly total: Dong;
}

/** All balances at the end of a day; undefined while the snapshots are too far behind. */
export async function balancesAt(day: LocalDay, table: TableReads): Promise<Balances | undefined> {
  const base = await baseFor(day, table);
  if (!base) return undefined;
  let rows: readonly AccountDay[] = base.head ? await snapshots(table).rows(base.head) : [];
  for (const one of base.days) rows = snapshotAfter(rows, await journals(table).of(one));
  const total = rows.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
  return { accounts: ownAccounts(rows), deposits: depositsOf(rows), total: dong(Number(total)) };
}
