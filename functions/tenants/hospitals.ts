import type { TenantId } from '../../shared/kernel/ids.ts';
import type { Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Onboarding } from './onboarding.ts';

const hospitalKey = (hospital: TenantId): Key => ({ pk: 'HOSPITALS', sk: hospital });
const accountKey = (account: string): Key => ({ pk: `ACCOUNT#${account}`, sk: 'ACCOUNT' });
/** Sorts behind a code and before every code that is longer: codes hold letters, digits and hyphens only. */
const afterCode = (code: TenantId): string => `${code} `;

/** The platform's own list of hospitals, in order of their codes. */
export const hospitals = (table: Table) => ({
  find: (hospital: TenantId): Promise<Item<Onboarding> | undefined> => table.get<Onboarding>(hospitalKey(hospital)),
  async list(limit: number, after?: TenantId): Promise<{ hospitals: Onboarding[]; next: TenantId | undefined }> {
    const from = after === undefined ? {} : { from: afterCode(after) };
    const page = await table.query<Onboarding>({ pk: 'HOSPITALS', ...from, limit });
    const listed = page.items.map((item) => item.value);
    return { hospitals: listed, next: page.next === undefined ? undefined : listed.at(-1)?.hospital };
  },
  accountTaken: async (account: string): Promise<boolean> => (await table.get(accountKey(account))) !== undefined,
  /** The account is held by an item of its own, so that two requests at once cannot both name it. */
  adding: (onboarding: Onboarding, account: string): Put[] => [
    { key: hospitalKey(onboarding.hospital), value: onboarding, expect: 'absent' },
    { key: accountKey(account), value: { hospital: onboarding.hospital }, expect: 'absent' },
  ],
  replacing: (found: Item<Onboarding>, onboarding: Onboarding): Put => ({
    key: found.key,
    value: onboarding,
    expect: found.version,
  }),
});
