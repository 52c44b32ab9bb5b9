import type { Envelope } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import type { Indexes, Item, Key, Page, Put, Query, TenantTable, Write } from '../../shared/ports/table.ts';

/** A store under test. It keeps what was written until `close`; each test takes a hospital of its own. */
export interface Opened {
  table(tenant: TenantId, context: string): TenantTable;
  /** The events that this tenant's writes left in the outbox of a context, in any order. */
  outbox(tenant: TenantId, context: string): Promise<readonly Envelope[]>;
  setNow(now: Date): void;
  close(): Promise<void>;
}

export const startOfTests = new Date('2026-11-24T01:00:00.000Z');
export const secondsAt = (now: Date): number => Math.floor(now.getTime() / 1000);
/** Two contexts whose tables every opener has. */
export const contexts = ['queue', 'billing'] as const;

let hospitals = 0;
/** A hospital that no other test uses. */
export const aHospital = (): TenantId => TenantId.parse(`hospital-${++hospitals}`);

export const key = (sk: string, pk = 'LINE#2026-11-24'): Key => ({ pk, sk });
export const putOf = (at: Key, value: object, rest: Partial<Pick<Put, 'expect' | 'expires'> & Indexes> = {}): Put => ({
  key: at,
  value,
  expect: 'absent',
  ...rest,
});
export const writeOf = (write: Partial<Write>): Write => ({ put: [], remove: [], expect: [], events: [], ...write });

let events = 0;
export const anEvent = (tenant: TenantId, data: object = { ticket: 'a-1' }): Envelope => ({
  id: `0193-event-${++events}`,
  name: 'queue.ticket-issued',
  version: 1,
  at: startOfTests.toISOString(),
  tenant,
  subject: 'a-1',
  by: 'kiosk-1',
  trace: 'trace-1',
  data,
});

/** Writes any number of items, fifty at a time. */
export async function fill(table: TenantTable, puts: readonly Put[]): Promise<void> {
  for (let at = 0; at < puts.length; at += 50) await table.write(writeOf({ put: puts.slice(at, at + 50) }));
}

/** Follows `next` to the end. */
export async function allPages<T>(table: TenantTable, query: Query): Promise<Page<T>[]> {
  const pages: Page<T>[] = [];
  let after: string | undefined;
  do {
    const page: Page<T> = await table.query<T>(after === undefined ? query : { ...query, after });
    pages.push(page);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

export const sks = <T>(items: readonly Item<T>[]): string[] => items.map((item) => item.key.sk);
/** `s0001`, `s0002`, ...: numbers that sort as text. */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `s${String(at + 1).padStart(4, '0')}`);
