import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';

/** How long this hospital keeps images: imaging's own copy of what records announced. */
interface Retention {
  /** Years beyond the term of the law. */
  readonly extraYears: number;
  /** A later announcement replaces an earlier one, never the other way round. */
  readonly setAt: string;
}

const key: Key = { pk: 'RETENTION', sk: 'RETENTION' };

export const retentions = (table: TableReads) => ({
  find: () => table.get<Retention>(key),
  saving: (before: Item<Retention> | undefined, retention: Retention): Put => ({
    key,
    value: retention,
    expect: before?.version ?? 'absent',
  }),
});
