import type { PersonId } from '../../shared/kernel/ids.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { OpeningBalance } from './opening-balance.ts';

const keyOf = (reference: string) => ({ pk: `OPENING#${reference}`, sk: 'OPENING' });
const ofPerson = (person: PersonId): string => `OPENING-OF#${person}`;
/** Far more than any patient brings. */
const most = 1_000;

export const openingBalances = (table: TableReads) => ({
  find: async (reference: string): Promise<OpeningBalance | undefined> =>
    (await table.get<OpeningBalance>(keyOf(reference)))?.value,
  /** Oldest first. */
  of: (person: PersonId): Promise<readonly OpeningBalance[]> =>
    readAll<OpeningBalance>(table, { index: 'index1', pk: ofPerson(person) }, most),
});

/** The item that makes a second balance of this reference impossible. */
export const putOpeningBalance = (balance: OpeningBalance): Put => ({
  key: keyOf(balance.reference),
  value: balance,
  expect: 'absent',
  index1: { pk: ofPerson(balance.person), sk: `${balance.asOf}#${balance.reference}` },
});
