import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';

/** What records needs of the hospital it works for: its own copy of the facts that the platform announced. */
interface Hospital {
  readonly facilityCode: string;
  readonly extraRetentionYears: number;
  /** When it was announced; a later announcement replaces an earlier one, never the other way round. */
  readonly announcedAt: string;
}

const key: Key = { pk: 'HOSPITAL', sk: 'HOSPITAL' };

export const hospitals = (table: TableReads) => ({
  find: () => table.get<Hospital>(key),
  saving: (before: Item<Hospital> | undefined, hospital: Hospital): Put => ({
    key,
    value: hospital,
    expect: before?.version ?? 'absent',
  }),
});
