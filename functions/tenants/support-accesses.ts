import { localDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { auditPartitions } from '../../shared/ports/walk.ts';
import type { SupportAccess } from './support-access.ts';

const pk = 'SUPPORT-ACCESSES';
const accessKey = (access: string): Key => ({ pk, sk: access });
/** Far more than an operator can look at in an hour. */
const mostEntries = 100_000;

interface AuditEntry {
  readonly at: string;
  readonly door: string;
  readonly by: string;
  readonly subject: string | null;
}

/** What was looked at: the audit entries themselves, so that no use can be missing. */
interface SupportUse {
  readonly at: string;
  readonly door: string;
  readonly seen: string;
}

/** The audit entry of a use names the access and what was seen. */
export const useOf = (access: string, seen: string): string => `${access}:${seen}`;

/** One hospital's requests by operators, newest first; ids sort by time. */
export const supportAccesses = (table: TableReads) => ({
  find: (access: string) => table.get<SupportAccess>(accessKey(access)),
  async list(limit: number, after?: string): Promise<{ items: SupportAccess[]; next: string | undefined }> {
    const until = after === undefined ? {} : { to: after };
    const page = await table.query<SupportAccess>({ pk, ...until, descending: true, limit });
    const items = page.items.map((item) => item.value);
    return { items, next: page.next === undefined ? undefined : items.at(-1)?.access };
  },
  /** Every use of an approved access. It lies within its one hour, so at most two days are read. */
  async uses({ access, decidedAt, endsAt }: SupportAccess): Promise<SupportUse[]> {
    if (decidedAt === undefined || endsAt === undefined) return [];
    const days = new Set([localDay(new Date(decidedAt)), localDay(new Date(endsAt))]);
    const found: AuditEntry[] = [];
    for (const partition of [...days].flatMap(auditPartitions)) {
      const range = { pk: partition, from: decidedAt, to: `${endsAt}~` };
      found.push(...(await readAll<AuditEntry>(table, range, mostEntries)));
    }
    return found
      .filter(({ subject }) => subject?.startsWith(useOf(access, '')))
      .map(({ at, door, subject }) => ({ at, door, seen: subject?.slice(useOf(access, '').length) ?? '' }))
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  },
  asking: (access: SupportAccess): Put => ({ key: accessKey(access.access), value: access, expect: 'absent' }),
  replacing: ({ key, version }: Item<SupportAccess>, access: SupportAccess): Put => ({
    key,
    value: access,
    expect: version,
  }),
});
