import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import type { Coverage } from './benefit.ts';

/** Billing's own copy of a person's insurance, and when insurance stated it. */
export interface KnownCoverage extends Coverage {
  readonly at: string;
}

const keyOf = (person: PersonId) => ({ pk: `COVERAGE#${person}`, sk: 'COVERAGE' });

export const coverages = (table: TableReads) => ({
  get: (person: PersonId): Promise<Item<KnownCoverage> | undefined> => table.get<KnownCoverage>(keyOf(person)),
});

export const putCoverage = (person: PersonId, coverage: KnownCoverage, expect: Put['expect']): Put => ({
  key: keyOf(person),
  value: coverage,
  expect,
});
