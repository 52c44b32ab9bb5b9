import type { Emitted, Envelope } from '../kernel/events.ts';

/** Where an item lies: `pk` groups what is read together, `sk` orders it. The adapter adds the tenant. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export interface Item<T> {
  readonly key: Key;
  /** 1 when new, one more with each change. */
  readonly version: number;
  readonly value: T;
}

/** A second and third way to find an item. `index1` and `index2` are the only ones a table has. */
export interface Indexes {
  readonly index1?: Key;
  readonly index2?: Key;
}

export interface Put extends Indexes {
  readonly key: Key;
  readonly value: object;
  /** `'absent'` creates, a number replaces exactly that version. There is no blind write. */
  readonly expect: 'absent' | number;
  /** Unix seconds after which no read returns the item, and the store may drop it. */
  readonly expires?: number;
}

export interface Remove {
  readonly key: Key;
  readonly expect: number;
}

/** Holds for the commit without changing the item. */
export interface Condition {
  readonly key: Key;
  readonly expect: 'absent' | 'present' | number;
}

export interface Query {
  readonly index?: 'index1' | 'index2';
  readonly pk: string;
  /** Only items whose `sk` begins so. */
  readonly prefix?: string;
  /** Only items whose `sk` is at least `from` and below `to`; not together with `prefix`. */
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
  /** At most this many items, 1 to 1000. There is no unbounded read and no scan. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly Item<T>[];
  readonly next?: string;
}

export interface TableReads {
  /** Strongly consistent. */
  get<T>(key: Key): Promise<Item<T> | undefined>;
  /** In order of `sk`. Strongly consistent on the table, eventually on an index. */
  query<T>(query: Query): Promise<Page<T>>;
}

export interface Commit {
  readonly put?: readonly Put[];
  readonly remove?: readonly Remove[];
  readonly expect?: readonly Condition[];
  readonly emit?: readonly Emitted[];
  /** Why a caller who has to prove itself inside the door was turned away: the audit entry tells of a refusal with this code. */
  readonly refused?: string;
}

/**
 * What a door sees: its own context's table, bound to one tenant. `commit` only states what is to be saved; the
 * runtime writes all of it, with the events, the audit entry and the idempotency or inbox mark, in one
 * all-or-nothing write after `handle` has returned a valid answer. If someone else was faster, `handle` runs again.
 */
export interface Table extends TableReads {
  /** An atomic counter: unique and rising, gaps allowed. The only write outside the commit. */
  next(key: Key): Promise<number>;
  commit(commit: Commit): void;
}

/** At most this many items in one write (DynamoDB TransactWriteItems). */
export const maxItemsPerWrite = 100;

export interface Write {
  readonly put: readonly Put[];
  readonly remove: readonly Remove[];
  readonly expect: readonly Condition[];
  readonly events: readonly Envelope[];
}

/** The port that an adapter implements: one context's table, bound to one tenant. */
export interface TenantTable extends TableReads {
  next(key: Key): Promise<number>;
  /** All or nothing. @throws Conflict when a condition does not hold. */
  write(write: Write): Promise<void>;
}

/** Somebody else changed what this write relied on. Carries keys for the log, no values. */
export class Conflict extends Error {
  readonly keys: readonly Key[];
  constructor(keys: readonly Key[]) {
    super(`conflict on ${keys.map((key) => `${key.pk}/${key.sk}`).join(', ')}`);
    this.name = 'Conflict';
    this.keys = keys;
  }
}

/** `after` is not the `next` of a page of this query. It came from a caller: the runtime refuses it, it is no bug. */
export class ForeignCursor extends Error {
  override name = 'ForeignCursor';
}
