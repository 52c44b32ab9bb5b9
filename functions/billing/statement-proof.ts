import type { TableReads } from '../../shared/ports/table.ts';
import type { Refund } from './refund.ts';
import { statementRequests } from './statement-requests.ts';

/**
 * Whether a line of this statement proves that a refund left. It does not where only those tell of it who asked for the
 * refund or sent it: whoever gains by an invented line must not be all who vouch for it.
 */
export async function provesPayout(
  statement: string,
  { requestedBy, sentBy = [] }: Pick<Refund, 'requestedBy' | 'sentBy'>,
  table: TableReads,
): Promise<boolean> {
  const request = (await statementRequests(table).get(statement))?.value;
  const told = [request?.requestedBy, request?.decidedBy].filter((one) => one !== undefined);
  return told.some((one) => one !== requestedBy && !sentBy.includes(one));
}
