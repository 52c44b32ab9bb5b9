import type { Condition, Item, Put, TableReads } from '../../shared/ports/table.ts';
import type { Holding, OneCard } from './one-card.ts';

const cardKey = (oneCard: string) => ({ pk: `ONE-CARD#${oneCard}`, sk: 'ONE-CARD' });
const holdingKey = (person: string) => ({ pk: `CARD-HOLDER#${person}`, sk: 'HOLDING' });

export const oneCards = (table: TableReads) => ({
  get: (oneCard: string): Promise<Item<OneCard> | undefined> => table.get<OneCard>(cardKey(oneCard)),
  holding: (person: string): Promise<Item<Holding> | undefined> => table.get<Holding>(holdingKey(person)),
});

export const putOneCard = (card: OneCard, expect: Put['expect']): Put => ({
  key: cardKey(card.oneCard),
  value: card,
  expect,
});

/** The item that makes a second live card of one patient impossible: it is absent, or says that the last one is blocked. */
export const putHolding = (person: string, holding: Holding, expect: Put['expect']): Put => ({
  key: holdingKey(person),
  value: holding,
  expect,
});

/** Holds as long as nobody blocked the card meanwhile. */
export const unchangedCard = ({ key, version }: Item<OneCard>): Condition => ({ key, expect: version });
