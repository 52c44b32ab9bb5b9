import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { OneCardView } from './one-card.ts';
import { oneCards } from './one-cards.ts';
import { viewOneCard } from './view-one-card.ts';

export const readOneCardOf = route('GET /v1/persons/{person}/one-card', {
  summary: 'A desk finds the card that a patient was given last, to block it when it was lost',
  who: ['reception', 'cashier', 'admin'],
  input: z.strictObject({ person: PersonId }),
  output: OneCardView,
  refuses: ['not-found', 'account-missing'],
  subject: (_, { cardId }) => cardId,
  async handle({ person }, world) {
    const known = oneCards(world.table);
    const holding = await known.holding(person);
    const found = holding && (await known.get(holding.value.oneCard));
    return found ? viewOneCard(found.value, world) : refuse('not-found');
  },
});
