import type { TenantId } from '../../shared/kernel/ids.ts';
import type { Item, Key, Put, Table } from '../../shared/ports/table.ts';
import { lastAsked, Onboarding } from './onboarding.ts';

const hospitalKey = (hospital: TenantId): Key => ({ pk: 'HOSPITALS', sk: hospital });
const accountKey = (account: string): Key => ({ pk: `ACCOUNT#${account}`, sk: 'ACCOUNT' });
const awaited = 'AWAITED';
/** A hospital that still awaits a step is found by when it was last asked. */
const placeOf = (onboarding: Onboarding): Pick<Put, 'index1'> =>
  onboarding.state === 'requested'
    ? { index1: { pk: awaited, sk: `${lastAsked(onboarding)}#${onboarding.hospital}` } }
    : {};
/** Kept before steps said what they made. */
const readOf = (item: Item<unknown>): Item<Onboarding> => ({ ...item, value: Onboarding.parse(item.value) });
/** Sorts behind a code and before every code that is longer: codes hold letters, digits and hyphens only. */
const afterCode = (code: TenantId): string => `${code} `;

/** The platform's own list of hospitals, in order of their codes. */
export const hospitals = (table: Table) => ({
  async find(hospital: TenantId): Promise<Item<Onboarding> | undefined> {
    const found = await table.get(hospitalKey(hospital));
    return found && readOf(found);
  },
  /** Hospitals last asked before this instant that still await a step, the longest first. */
  async awaitedSince(before: string, limit: number): Promise<Onboarding[]> {
    const page = await table.query({ index: 'index1', pk: awaited, from: '0', to: before, limit });
    return page.items.map((item) => readOf(item).value);
  },
  async list(limit: number, after?: TenantId): Promise<{ hospitals: Onboarding[]; next: TenantId | undefined }> {
    const from = after === undefined ? {} : { from: afterCode(after) };
    const page = await table.query({ pk: 'HOSPITALS', ...from, limit });
    const listed = page.items.map((item) => readOf(item).value);
    return { hospitals: listed, next: page.next === undefined ? undefined : listed.at(-1)?.hospital };
  },
  accountTaken: async (account: string): Promise<boolean> => (await table.get(accountKey(account))) !== undefined,
  /** The account is held by an item of its own, so that two requests at once cannot both name it. */
  adding: (onboarding: Onboarding, account: string): Put[] => [
    { key: hospitalKey(onboarding.hospital), value: onboarding, expect: 'absent', ...placeOf(onboarding) },
    { key: accountKey(account), value: { hospital: onboarding.hospital }, expect: 'absent' },
  ],
  replacing: (found: Item<Onboarding>, onboarding: Onboarding): Put => ({
    key: found.key,
    value: onboarding,
    expect: found.version,
    ...placeOf(onboarding),
  }),
});
