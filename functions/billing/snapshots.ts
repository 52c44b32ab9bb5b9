import type { Dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { type AccountDay, type DepositsDay, isBefore } from './snapshot.ts';

/** About 110 bytes each: a part has some 220 kB, and an item may have 400. */
export const rowsPerPart = 2_000;

/** The head of a day's snapshot: what it was made of, and where each of its parts begins. */
export interface SnapshotHead {
  readonly day: LocalDay;
  readonly at: string;
  /** Ledger entries of the day that went into it. */
  readonly entries: number;
  readonly accounts: number;
  /** The first account of each part. */
  readonly firsts: readonly string[];
  /** Parts that are stored; the balances hold only when all are. */
  readonly written: number;
  readonly isComplete: boolean;
  readonly deposits: DepositsDay;
  /** When the entries of the day were counted again and were as many. */
  readonly countedAt?: string;
}

/** What a day's entries asked the insurer for, by bill: `[bill, dong]`, negative for what was taken back. */
export type ClaimedBills = readonly (readonly [bill: string, amount: Dong])[];

const heads = 'BOOKS';
const headKey = (day: LocalDay): Key => ({ pk: heads, sk: day });
const partKey = (day: LocalDay, part: number): Key => ({
  pk: `SNAPSHOT#${day}`,
  sk: `PART#${String(part).padStart(4, '0')}`,
});
const claimedKey = (day: LocalDay, part: number): Key => ({
  pk: `CLAIMED#${day.slice(0, 7)}`,
  sk: `${day}#${String(part).padStart(2, '0')}`,
});
/** A month has at most 31 days, each with a part for every 3,000 bills. */
const mostClaimedParts = 400;

/** Which part of a snapshot an account stands in, if it stands in any. */
export function partOf(account: string, firsts: readonly string[]): number | undefined {
  const behind = firsts.findIndex((first) => isBefore(account, first));
  const part = behind < 0 ? firsts.length - 1 : behind - 1;
  return part < 0 ? undefined : part;
}

export const snapshots = (table: TableReads) => ({
  head: (day: LocalDay): Promise<Item<SnapshotHead> | undefined> => table.get<SnapshotHead>(headKey(day)),
  /** The newest snapshot, whole or being written. */
  async newest(): Promise<Item<SnapshotHead> | undefined> {
    return (await table.query<SnapshotHead>({ pk: heads, descending: true, limit: 1 })).items[0];
  },
  /** The day of the first snapshot. */
  async begin(): Promise<LocalDay | undefined> {
    return (await table.query<SnapshotHead>({ pk: heads, limit: 1 })).items[0]?.value.day;
  },
  /** The newest whole snapshot of this day or one before it. */
  async before(day: LocalDay): Promise<SnapshotHead | undefined> {
    const range = { from: '0', to: `${day}~`, descending: true, limit: 5 };
    const page = await table.query<SnapshotHead>({ pk: heads, ...range });
    return page.items.find(({ value }) => value.isComplete)?.value;
  },
  part: async (day: LocalDay, part: number): Promise<readonly AccountDay[]> =>
    (await table.get<{ rows: readonly AccountDay[] }>(partKey(day, part)))?.value.rows ?? [],
  /** Every account of a whole snapshot, in order. */
  async rows({ day, firsts }: SnapshotHead): Promise<AccountDay[]> {
    const rows: AccountDay[] = [];
    for (const part of firsts.keys()) rows.push(...(await this.part(day, part)));
    return rows;
  },
  /** One account at the end of the snapshot's day; undefined when it had neither balance nor movement. */
  async row({ day, firsts }: SnapshotHead, account: string): Promise<AccountDay | undefined> {
    const part = partOf(account, firsts);
    return part === undefined ? undefined : (await this.part(day, part)).find((row) => row.account === account);
  },
  /** The write of a part, in place of what stands there. */
  async puttingPart(day: LocalDay, part: number, rows: readonly AccountDay[]): Promise<Put> {
    const key = partKey(day, part);
    return { key, value: { rows }, expect: (await table.get<object>(key))?.version ?? 'absent' };
  },
  async puttingClaimed(day: LocalDay, part: number, bills: ClaimedBills): Promise<Put> {
    const key = claimedKey(day, part);
    return { key, value: { day, bills }, expect: (await table.get<object>(key))?.version ?? 'absent' };
  },
  /** What a month's entries asked the insurer for, day by day; of the days that have a snapshot. */
  async claimed(month: string): Promise<ClaimedBills> {
    const bills: (readonly [string, Dong])[] = [];
    let after: string | undefined;
    do {
      const query = { pk: `CLAIMED#${month}`, limit: mostClaimedParts, ...(after === undefined ? {} : { after }) };
      const page = await table.query<{ bills: ClaimedBills }>(query);
      bills.push(...page.items.flatMap(({ value }) => value.bills));
      after = page.next;
    } while (after !== undefined);
    return bills;
  },
});

export const putHead = (head: SnapshotHead, expect: Put['expect']): Put => ({
  key: headKey(head.day),
  value: head,
  expect,
});
