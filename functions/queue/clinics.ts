import type { ClinicId } from '../../shared/kernel/ids.ts';
import type { Put, Table } from '../../shared/ports/table.ts';
import type { Clinic } from './clinic.ts';

/** More clinics than any hospital has. */
const most = 200;

/** The hospital's clinics, in the order in which a screen shows them. */
export const clinics = (table: Table) => ({
  find: async (clinic: ClinicId): Promise<Clinic | undefined> =>
    (await table.get<Clinic>({ pk: 'CLINICS', sk: clinic }))?.value,
  async list(): Promise<Clinic[]> {
    const page = await table.query<Clinic>({ pk: 'CLINICS', limit: most });
    return page.items.map((item) => item.value).toSorted((a, b) => a.place - b.place);
  },
  adding: (clinic: Clinic): Put => ({ key: { pk: 'CLINICS', sk: clinic.clinic }, value: clinic, expect: 'absent' }),
});
