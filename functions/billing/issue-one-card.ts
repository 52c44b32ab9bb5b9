import * as z from 'zod';
import { cardIssued } from '../../shared/contracts/billing.ts';
import { personFacts } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { type OneCard, OneCardView } from './one-card.ts';
import { oneCards, putHolding, putOneCard } from './one-cards.ts';
import { claimCode, codePrefixes } from './request-payment.ts';
import { viewOneCard } from './view-one-card.ts';

export const issueOneCard = route('POST /v1/persons/{person}/one-card', {
  summary:
    'A patient gets the One Card of the hospital: it registers and pays; after a loss a new one for the same money',
  who: ['reception', 'kiosk', 'cashier'],
  input: z.strictObject({ person: PersonId }),
  output: OneCardView,
  refuses: ['person-unknown', 'card-exists', 'account-missing'],
  emits: [cardIssued],
  asks: [personFacts],
  needs: ['keys', 'directory'],
  claims: ['payment-code'],
  subject: (_, { cardId }) => cardId,
  async handle({ person }, world) {
    const { known } = await world.ask(personFacts, { person });
    if (!known) return refuse('person-unknown');
    const before = await oneCards(world.table).holding(person);
    if (before?.value.live) return refuse('card-exists');
    const issued = (before?.value.issued ?? 0) + 1;
    const oneCard = await claimCode(`one-card#${person}#${issued}`, world, codePrefixes.oneCard);
    const cardId = world.newId();
    const given = { issuedAt: world.now.toISOString(), issuedBy: world.caller.id };
    const card: OneCard = { cardId, oneCard, person, state: 'live', ...given };
    world.table.commit({
      put: [
        putOneCard(card, 'absent'),
        putHolding(person, { oneCard, live: true, issued }, before?.version ?? 'absent'),
      ],
      emit: [emit(cardIssued, cardId, { card: cardId, person })],
    });
    return viewOneCard(card, world);
  },
});
