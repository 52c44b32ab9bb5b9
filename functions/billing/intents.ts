import type { BillId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { type IntentState, isAwaiting } from './states.ts';

/** The request for payment behind a payment code. */
export interface Intent {
  readonly code: string;
  readonly bill: BillId;
  readonly state: IntentState;
  /** Dong that arrived with this code, deposits included. */
  readonly received: Dong;
  readonly expiresAt: string;
}

const keyOf = (code: string) => ({ pk: `INTENT#${code}`, sk: 'INTENT' });
const awaitingPk = 'AWAITING';

export const intents = (table: TableReads) => ({
  get: (code: string): Promise<Item<Intent> | undefined> => table.get<Intent>(keyOf(code)),
  /** Intents that wait for money and ended before this instant, longest ended first. */
  async ended(before: string, limit: number): Promise<readonly Item<Intent>[]> {
    const page = await table.query<Intent>({ index: 'index1', pk: awaitingPk, from: '0', to: before, limit });
    return page.items;
  },
});

/** Only a waiting intent stands in the index, so the sweeper's list stays short. */
export const putIntent = (intent: Intent, expect: Put['expect']): Put => ({
  key: keyOf(intent.code),
  value: intent,
  expect,
  ...(isAwaiting(intent.state) && { index1: { pk: awaitingPk, sk: `${intent.expiresAt}#${intent.code}` } }),
});
