import type { CareLevel, HospitalTemplate, ReceivingAccount } from '../../shared/contracts/tenants.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';

/** What billing keeps of its hospital. */
export interface Hospital {
  readonly template: HospitalTemplate;
  readonly level: CareLevel;
  readonly facilityCode: string;
  readonly payTo: ReceivingAccount;
  /** The day on which it came in; absent of those that came before it was kept. */
  readonly openedOn?: LocalDay;
}

const key = { pk: 'HOSPITAL', sk: 'HOSPITAL' };

export const hospitals = (table: TableReads) => ({
  get: async (): Promise<Hospital | undefined> => (await table.get<Hospital>(key))?.value,
});

export const putHospital = (hospital: Hospital): Put => ({ key, value: hospital, expect: 'absent' });

/** How the directory and the ledger name a receiving account: `970436:0123456789`. */
export const accountName = ({ bin, account }: ReceivingAccount): string => `${bin}:${account}`;
