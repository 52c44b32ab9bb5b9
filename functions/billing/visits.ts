import type { BillId, EncounterId } from '../../shared/kernel/ids.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Condition, Put, TableReads } from '../../shared/ports/table.ts';
import type { Charge, Visit } from './visit.ts';

const pkOf = (encounter: string): string => `VISIT#${encounter}`;
const visitKey = (encounter: string) => ({ pk: pkOf(encounter), sk: 'VISIT' });
const billKey = (encounter: string) => ({ pk: pkOf(encounter), sk: 'BILL' });
const chargePrefix = 'CHARGE#';
/** Several times what the ordering doors let into a visit; a fuller one must not be billed in part. */
const mostCharges = 2000;

export const visits = (table: TableReads) => ({
  get: async (encounter: EncounterId): Promise<Visit | undefined> =>
    (await table.get<Visit>(visitKey(encounter)))?.value,
  /** The bill of the visit: a visit has one. */
  bill: async (encounter: EncounterId): Promise<BillId | undefined> =>
    (await table.get<{ bill: BillId }>(billKey(encounter)))?.value.bill,
  charges: (encounter: EncounterId): Promise<readonly Charge[]> =>
    readAll(table, { pk: pkOf(encounter), prefix: chargePrefix }, mostCharges),
});

export const putVisit = (visit: Visit): Put => ({ key: visitKey(visit.encounter), value: visit, expect: 'absent' });

/** One charge for each source, however often its order is announced. */
export const putCharge = (encounter: EncounterId, charge: Charge): Put => ({
  key: { pk: pkOf(encounter), sk: `${chargePrefix}${charge.source}` },
  value: charge,
  expect: 'absent',
});

export const putVisitBill = (encounter: EncounterId, bill: BillId): Put => ({
  key: billKey(encounter),
  value: { bill },
  expect: 'absent',
});

export const notYetBilled = (encounter: EncounterId): Condition => ({ key: billKey(encounter), expect: 'absent' });
