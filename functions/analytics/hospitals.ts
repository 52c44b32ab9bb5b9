import type { CareLevel, HospitalTemplate } from '../../shared/contracts/tenants.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';

/** A hospital as the province's figures know it, before it has any. */
interface ListedHospital {
  readonly hospital: TenantId;
  readonly template: HospitalTemplate;
  readonly level: CareLevel;
  readonly facilityCode: string;
}

const pk = 'HOSPITALS';
const keyOf = (hospital: TenantId): Key => ({ pk, sk: hospital });

export const hospitals = (table: TableReads) => ({
  find: (hospital: TenantId) => table.get<ListedHospital>(keyOf(hospital)),
  list: (limit: number, after?: string) =>
    table.query<ListedHospital>({ pk, limit, ...(after === undefined ? {} : { after }) }),
  saving: (before: Item<ListedHospital> | undefined, listed: ListedHospital): Put => ({
    key: keyOf(listed.hospital),
    value: listed,
    expect: before?.version ?? 'absent',
  }),
});
