import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import type { Departure } from './departure.ts';

/** A hospital leaves once. */
const key: Key = { pk: 'DEPARTURE', sk: 'DEPARTURE' };

export const departures = (table: TableReads) => ({
  find: () => table.get<Departure>(key),
  opening: (departure: Departure): Put => ({ key, value: departure, expect: 'absent' }),
  replacing: ({ version }: Item<Departure>, departure: Departure): Put => ({ key, value: departure, expect: version }),
});
