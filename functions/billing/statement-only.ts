import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { type Entry, isBank } from './ledger.ts';
import { statementRequests } from './statement-requests.ts';

/** Money that one statement alone told of: who brought it and who let it settle. */
export interface ByStatement {
  readonly statement: string;
  readonly count: number;
  readonly amount: Dong;
  readonly broughtBy: string;
  readonly approvedBy: string;
}

/** Dong that came to a bank account by an entry. */
const cameBy = ({ postings }: Entry): number =>
  postings.reduce((sum, { account, amount }) => sum + (isBank(account) && amount > 0 ? amount : 0), 0);

/**
 * Money that came in by these entries and that a statement alone told of when it was posted, by statement. What a
 * provider tells of later posts nothing, so the money stays listed here.
 */
export async function byStatement(entries: readonly Entry[], table: TableReads): Promise<readonly ByStatement[]> {
  const found = new Map<string, { count: number; amount: number }>();
  for (const entry of entries) {
    const amount = cameBy(entry);
    if (entry.statement === undefined || amount === 0) continue;
    const before = found.get(entry.statement) ?? { count: 0, amount: 0 };
    found.set(entry.statement, { count: before.count + 1, amount: before.amount + amount });
  }
  return Promise.all(
    [...found].map(async ([statement, { count, amount }]) => {
      const asked = (await statementRequests(table).get(statement))?.value;
      const [broughtBy, approvedBy] = [asked?.requestedBy ?? '', asked?.decidedBy ?? ''];
      return { statement, count, amount: dong(amount), broughtBy, approvedBy };
    }),
  );
}
