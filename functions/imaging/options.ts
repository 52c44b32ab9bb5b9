import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';

/** What this hospital takes part in, as the operator said. */
interface Options {
  readonly imagingPilot: boolean;
  readonly teleconsultHub: boolean;
}

const key: Key = { pk: 'OPTIONS', sk: 'OPTIONS' };

export const options = (table: TableReads) => ({
  find: () => table.get<Options>(key),
  saving: (before: Item<Options> | undefined, value: Options): Put => ({
    key,
    value,
    expect: before?.version ?? 'absent',
  }),
});
