import { type Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { baseFor } from './account-statement.ts';
import { journals } from './journals.ts';
import { type AccountDay, type DepositsDay, depositsOf, ownAccounts, snapshotAfter, toldSums } from './snapshot.ts';
import { snapshots } from './snapshots.ts';

interface Balances {
  /** The hospital's own accounts, by name. */
  readonly accounts: readonly AccountDay<Dong>[];
  readonly deposits: DepositsDay<Dong>;
  readonly total: Dong;
}

/** All balances at the end of a day. Refused while the snapshots are too far behind, and when one can't be told exactly. */
export async function balancesAt(
  day: LocalDay,
  table: TableReads,
): Promise<Balances | Refusal<'balances-not-ready' | 'amount-too-large'>> {
  const base = await baseFor(day, table);
  if (!base) return refuse('balances-not-ready');
  let rows: readonly AccountDay[] = base.head ? await snapshots(table).rows(base.head) : [];
  for (const one of base.days) rows = snapshotAfter(rows, await journals(table).of(one));
  const total = rows.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
  const own = ownAccounts(rows);
  const accounts = own.flatMap((row) => toldSums(row) ?? []);
  const deposits = toldSums(depositsOf(rows));
  if (accounts.length < own.length || !deposits) return refuse('amount-too-large');
  return { accounts, deposits, total: dong(Number(total)) };
}
