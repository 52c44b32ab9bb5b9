import type { BillId, EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { type IntentState, isAwaiting } from './states.ts';

interface Requested {
  readonly code: string;
  readonly state: IntentState;
  /** Dong that arrived with this code, deposits included. */
  readonly received: Dong;
  readonly expiresAt: string;
  /** How often the provider was asked for it. */
  readonly asked?: number;
}

/** The request for payment behind the code of a bill. Items from before there were others name no kind. */
export interface BillIntent extends Requested {
  readonly kind?: 'bill';
  readonly bill: BillId;
}

/** A request for money that is kept for the patient: to top the One Card up, or in advance of a stay. */
export interface DepositIntent extends Requested {
  readonly kind: 'top-up' | 'advance';
  readonly person: PersonId;
  /** The stay, of an advance. */
  readonly encounter?: EncounterId;
  /** Dong that were asked for; whatever comes is kept. */
  readonly amount: Dong;
  /** VietQR payload. */
  readonly payload: string;
}

/** The request for payment behind a payment code. */
export type Intent = BillIntent | DepositIntent;

const keyOf = (code: string) => ({ pk: `INTENT#${code}`, sk: 'INTENT' });
const awaitingPk = 'AWAITING';

export const isForBill = (intent: Intent): intent is BillIntent => intent.kind === undefined || intent.kind === 'bill';

export const intents = (table: TableReads) => ({
  get: (code: string): Promise<Item<Intent> | undefined> => table.get<Intent>(keyOf(code)),
  async ofBill(code: string): Promise<Item<BillIntent> | undefined> {
    const found = await this.get(code);
    return found && isForBill(found.value) ? { ...found, value: found.value } : undefined;
  },
  async ofDeposit(code: string): Promise<Item<DepositIntent> | undefined> {
    const found = await this.get(code);
    return found && !isForBill(found.value) ? { ...found, value: found.value } : undefined;
  },
  /** Intents that wait for money and end from `first` up to `last`, first ending first. */
  async ending(first: string, last: string, limit: number): Promise<readonly Item<Intent>[]> {
    const page = await table.query<Intent>({ index: 'index1', pk: awaitingPk, from: first, to: last, limit });
    return page.items;
  },
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
