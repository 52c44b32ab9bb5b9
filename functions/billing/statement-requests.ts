import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import { type LineName, lineId } from './statement-lines.ts';
import type { StatementRequest } from './statement-request.ts';

const waiting = 'STATEMENT-REQUESTS-OPEN';
const keyOf = (id: string) => ({ pk: `STATEMENT-REQUEST#${id}`, sk: 'REQUEST' });
const skOf = (request: StatementRequest): string => `${request.requestedAt}#${request.import}`;
const nameOf = (line: LineName): string => `${line.account}#${line.day}#${lineId(line)}`;

export const statementRequests = (table: TableReads) => ({
  get: (id: string): Promise<Item<StatementRequest> | undefined> => table.get<StatementRequest>(keyOf(id)),
  /** The lines that a second person let, as they were shown: what came to be unknown since is not among them. */
  async approved(id: string): Promise<(line: LineName) => boolean> {
    const request = (await table.get<StatementRequest>(keyOf(id)))?.value;
    if (request?.state !== 'approved') return () => false;
    const { account } = request;
    const shown = new Set(request.lines.map((line) => nameOf({ account, ...line })));
    return (line) => shown.has(nameOf(line));
  },
  /** Those that wait for a decision, newest first; `after` is `next` of the page before. */
  async waiting(limit: number, after: string | undefined) {
    const range = { from: '0', to: after ?? end, descending: true };
    const page = await table.query<StatementRequest>({ index: 'index1', pk: waiting, ...range, limit });
    const last = page.items.at(-1)?.value;
    return { items: page.items, next: page.next !== undefined && last ? skOf(last) : undefined };
  },
});

/** What was decided leaves the list of those that wait, and stays. */
export const putStatementRequest = (request: StatementRequest, expect: Put['expect']): Put => ({
  key: keyOf(request.import),
  value: request,
  expect,
  ...(request.state === 'requested' && { index1: { pk: waiting, sk: skOf(request) } }),
});
