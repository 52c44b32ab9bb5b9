import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Rows } from '../../shared/kernel/table-file.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Movement, statementPage } from './account-statement.ts';

const pageSize = 5_000;
/** Some 2 MB of text: an answer of a function may have 6. */
const mostMovements = 20_000;
/** Each looks at a busy day's entries at most. */
const mostPages = 12;

interface Asked {
  readonly account: string;
  readonly from: LocalDay;
  readonly to: LocalDay;
}

/** A whole statement as a table: opening balance, movements, closing balance. Whole dong. */
export async function statementRows(
  asked: Asked,
  world: Pick<World, 'table' | 'now'>,
): Promise<Rows | Refusal<'period-too-long' | 'period-not-right' | 'balances-not-ready' | 'amount-too-large'>> {
  const movements: Movement[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const page = await statementPage({ ...asked, limit: pageSize, after }, world);
    if (isRefusal(page)) return page;
    movements.push(...page.movements);
    after = page.next;
    pages++;
    const { opening, closing } = page;
    if (after === undefined) {
      return [
        ['row', 'day', 'at', 'entry', 'kind', 'reference', 'bill', 'debit', 'credit', 'balance'],
        ['opening', { day: asked.from }, '', '', '', asked.account, '', undefined, undefined, opening],
        ...movements.map((one) => [
          'movement',
          { day: one.day },
          one.at,
          one.entry,
          one.kind,
          one.reference,
          one.bill,
          one.debit,
          one.credit,
          one.balance,
        ]),
        ['closing', { day: asked.to }, '', '', '', asked.account, '', undefined, undefined, closing],
      ];
    }
  } while (movements.length < mostMovements && pages < mostPages);
  return refuse('period-too-long', 'ask-for-fewer-days');
}
