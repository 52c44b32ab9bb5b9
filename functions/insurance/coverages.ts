import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Put, Table } from '../../shared/ports/table.ts';
import type { Keys } from '../../shared/ports/world.ts';
import type { Coverage } from './coverage.ts';

const personPk = (person: PersonId): string => `PERSON#${person}`;
const cardPk = (digest: string): string => `CARD#${digest}`;
const stated = 'COVERAGE#';
const sealing = 'insurance-card';
/** Statements of insurance, person by person, oldest first; and which persons showed a card. */
export const coverages = (table: Table) => ({
  async current(person: PersonId): Promise<Coverage | undefined> {
    const page = await table.query<Coverage>({ pk: personPk(person), prefix: stated, descending: true, limit: 1 });
    return page.items[0]?.value;
  },
  /** Whether somebody else here has shown this card: a mother's card scanned for her child, or worse. */
  async heldByAnother(digest: string, person: PersonId): Promise<boolean> {
    // All keys of this person lie between `person#` and `person$`; anything on either side is somebody else.
    const card = { index: 'index1', pk: cardPk(digest), limit: 1 } as const;
    const before = await table.query<Coverage>({ ...card, to: `${person}#` });
    if (before.items.length > 0) return true;
    return (await table.query<Coverage>({ ...card, from: `${person}$` })).items.length > 0;
  },
  adding: (coverage: Coverage): Put => ({
    key: { pk: personPk(coverage.person), sk: `${stated}${coverage.recordedAt}#${coverage.coverage}` },
    value: coverage,
    expect: 'absent',
    ...(coverage.card && {
      index1: { pk: cardPk(coverage.card.digest), sk: `${coverage.person}#${coverage.recordedAt}` },
    }),
  }),
});

/** The card number as it may be stored. */
export const lockedCard = async (keys: Keys, number: string): Promise<{ sealed: string; digest: string }> => ({
  sealed: await keys.seal(sealing, number),
  digest: await keys.digest(sealing, number),
});

/** The card number of a stored card. */
export const openCard = (keys: Keys, sealed: string): Promise<string> => keys.unseal(sealing, sealed);
