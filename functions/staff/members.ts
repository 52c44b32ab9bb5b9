import type { MemberId } from '../../shared/contracts/staff.ts';
import { type Confidential, confidential } from '../../shared/kernel/confidential.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Condition, Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { type Member, MemberDetails } from './member.ts';

const everybody = 'MEMBERS';
const memberKey = (member: MemberId): Key => ({ pk: everybody, sk: member });
const loginKey = (login: string): Key => ({ pk: `LOGIN#${login}`, sk: 'LOGIN' });
const sourceKey = (digest: string): Key => ({ pk: `SOURCE#${digest}`, sk: 'SOURCE' });
const adminsKey: Key = { pk: 'ADMINS', sk: 'ADMINS' };
const leaving = 'LEAVING';

const sealing = 'staff-member';
const sourcing = 'staff-source';
/** Names unsealed at once. */
const atOnce = 40;
/** More than the biggest hospital ever had on its list, leavers too. */
const most = 20_000;
/** Behind an id and before every id that is longer. */
const behind = (member: MemberId): string => `${member} `;

const indexed = (value: Member): Pick<Put, 'index1' | 'index2'> => ({
  index1: { pk: `STATE#${value.state}`, sk: value.member },
  ...(value.state === 'active' &&
    value.lastDay !== undefined && { index2: { pk: leaving, sk: `${value.lastDay}#${value.member}` } }),
});

/** Whose a login is; `source` is the digest of the number in the old system, when a file has brought one. */
export interface Login {
  readonly member: MemberId;
  readonly source?: string;
}

/** The hospital's staff, and the administrators among them who stay, in one item: so two at once cannot both go. */
export const members = (table: Table) => ({
  find: (member: MemberId): Promise<Item<Member> | undefined> => table.get<Member>(memberKey(member)),
  async ofLogin(login: string): Promise<Item<Member> | undefined> {
    const held = await table.get<Login>(loginKey(login));
    return held && table.get<Member>(memberKey(held.value.member));
  },
  login: (login: string): Promise<Item<Login> | undefined> => table.get<Login>(loginKey(login)),
  /** Whose number in the old system has this digest. */
  ofSource: async (digest: string): Promise<MemberId | undefined> =>
    (await table.get<{ member: MemberId }>(sourceKey(digest)))?.value.member,
  /** In the order in which they joined. */
  async list(state: Member['state'], limit: number, after: MemberId | undefined) {
    const from = after === undefined ? {} : { from: behind(after) };
    const page = await table.query<Member>({ index: 'index1', pk: `STATE#${state}`, ...from, limit });
    const listed = page.items.map((item) => item.value);
    return { listed, next: page.next === undefined ? undefined : listed.at(-1)?.member };
  },
  /** Everybody who may work, in order of their ids. */
  async active(): Promise<readonly Member[]> {
    return (await readAll<Member>(table, { pk: everybody }, most)).filter(({ state }) => state === 'active');
  },
  /** Those whose last day is over and who have not left yet, at most `limit`. */
  async gone(today: LocalDay, limit: number): Promise<readonly Item<Member>[]> {
    return (await table.query<Member>({ index: 'index2', pk: leaving, from: '0', to: today, limit })).items;
  },
  async admins(): Promise<{ members: readonly MemberId[]; version: number }> {
    const found = await table.get<{ members: readonly MemberId[] }>(adminsKey);
    return { members: found?.value.members ?? [], version: found?.version ?? 0 };
  },
  /** The login is an item of its own: it is never given to a second member, not even after the first has left. */
  adding: (member: Member): Put[] => [
    { key: memberKey(member.member), value: member, expect: 'absent', ...indexed(member) },
    { key: loginKey(member.login), value: { member: member.member }, expect: 'absent' },
  ],
  /** The same for a member whom a file brings: the number in the old system is theirs for ever. */
  addingFromFile: (member: Member, source: string): Put[] => [
    { key: memberKey(member.member), value: member, expect: 'absent', ...indexed(member) },
    { key: loginKey(member.login), value: { member: member.member, source }, expect: 'absent' },
    { key: sourceKey(source), value: { member: member.member }, expect: 'absent' },
  ],
  /** Somebody was there before the file; the number in the old system becomes theirs. */
  tying: ({ key, value, version }: Item<Login>, source: string): Put[] => [
    { key, value: { ...value, source }, expect: version },
    { key: sourceKey(source), value: { member: value.member }, expect: 'absent' },
  ],
  replacing: (found: Item<Member>, member: Member): Put => ({
    key: found.key,
    value: member,
    expect: found.version,
    ...indexed(member),
  }),
  unchanged: (found: Item<Member>): Condition => ({ key: found.key, expect: found.version }),
  /** @returns nothing to write when they are the same as before. */
  replacingAdmins: (before: { members: readonly MemberId[]; version: number }, next: readonly MemberId[]): Put[] =>
    before.members.join() === next.join()
      ? []
      : [{ key: adminsKey, value: { members: next }, expect: before.version === 0 ? 'absent' : before.version }],
});

/** What is stored of a number in the old system: nobody reads the number from it. */
export const sourceDigest = (keys: Keys, source: string): Promise<string> => keys.digest(sourcing, source);

export const sealDetails = (keys: Keys, details: MemberDetails): Promise<string> =>
  keys.seal(sealing, JSON.stringify(details));

/** Undefined for a member whose details were never stated. */
export async function detailsOf(keys: Keys, { sealed }: Member): Promise<Confidential<MemberDetails> | undefined> {
  if (sealed === undefined) return undefined;
  const plain: unknown = JSON.parse(await keys.unseal(sealing, sealed));
  return confidential(MemberDetails.parse(plain));
}

/** Names by member, of those who have stated one. */
export async function namesOf(keys: Keys, of: readonly Member[]): Promise<ReadonlyMap<MemberId, string>> {
  const pairs = await inParts(of, atOnce, async (member) => {
    const details = await detailsOf(keys, member);
    return details ? [[member.member, details.reveal().name] as const] : [];
  });
  return new Map(pairs.flat());
}
