import type { BillId } from '../../shared/kernel/ids.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';

/** A request to void a bill; another person decides on it. */
export interface VoidRequest {
  readonly bill: BillId;
  readonly reason: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly state: 'requested' | 'approved' | 'rejected';
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  /** The entry that turned round what was posted for the bill. */
  readonly entry?: string;
}

const keyOf = (bill: string) => ({ pk: `BILL#${bill}`, sk: 'VOID' });

export const voidRequests = (table: TableReads) => ({
  get: (bill: BillId): Promise<Item<VoidRequest> | undefined> => table.get<VoidRequest>(keyOf(bill)),
});

export const putVoidRequest = (request: VoidRequest, expect: Put['expect']): Put => ({
  key: keyOf(request.bill),
  value: request,
  expect,
});
