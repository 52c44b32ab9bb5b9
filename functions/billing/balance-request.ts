import * as z from 'zod';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { importRequest } from './import-request.ts';
import type { OpeningBalance } from './opening-balance.ts';

/** Balances that are shown to whoever decides; of more the counts and sums are told. */
const mostShown = 200;

/**
 * A file of open balances as one person applied it: what it calls a deposit can be spent and paid out, so another
 * person compares it with the old books before a row of it is posted.
 */
export const BalanceRequest = z.object({
  import: z.string(),
  /** Rows that would be posted. */
  rows: z.int(),
  owed: Dong,
  deposits: Dong,
  /** The first 200 of them. */
  balances: z.array(
    z.object({ reference: z.string(), person: PersonId, kind: z.enum(['owed', 'deposit']), amount: Dong }),
  ),
  ...importRequest,
});
export type BalanceRequest = z.output<typeof BalanceRequest>;

type Brought = Pick<OpeningBalance, 'reference' | 'person' | 'kind' | 'amount'>;

export function requestOf(id: string, brought: readonly Brought[], { now, caller }: World): BalanceRequest {
  const sum = (kind: Brought['kind']): Dong =>
    sumDong(brought.map((one) => (one.kind === kind ? one.amount : dong(0))));
  return {
    import: id,
    rows: brought.length,
    owed: sum('owed'),
    deposits: sum('deposit'),
    balances: brought
      .slice(0, mostShown)
      .map(({ reference, person, kind, amount }) => ({ reference, person, kind, amount })),
    state: 'requested',
    requestedAt: now.toISOString(),
    requestedBy: caller.id,
  };
}

const waiting = 'BALANCE-REQUESTS-OPEN';
const keyOf = (id: string) => ({ pk: `BALANCE-REQUEST#${id}`, sk: 'REQUEST' });

export const balanceRequests = (table: TableReads) => ({
  get: (id: string): Promise<Item<BalanceRequest> | undefined> => table.get<BalanceRequest>(keyOf(id)),
  /** Those that wait for a decision, oldest first, at most 50: a hospital moves in once. */
  waiting: async (): Promise<readonly Item<BalanceRequest>[]> =>
    (await table.query<BalanceRequest>({ index: 'index1', pk: waiting, from: '0', limit: 50 })).items,
});

/** What was decided leaves the list of those that wait, and stays. */
export const putBalanceRequest = (request: BalanceRequest, expect: Put['expect']): Put => ({
  key: keyOf(request.import),
  value: request,
  expect,
  ...(request.state === 'requested' && {
    index1: { pk: waiting, sk: `${request.requestedAt}#${request.import}` },
  }),
});
