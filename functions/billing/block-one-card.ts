import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { findOneCard, findRefusals } from './find-one-card.ts';
import { BlockReason, OneCardNumber } from './one-card.ts';
import { oneCards, putHolding, putOneCard } from './one-cards.ts';

export const blockOneCard = route('POST /v1/one-cards/{oneCard}/block', {
  summary: 'A lost or returned card pays nothing from now on; the money stays with the patient',
  who: ['reception', 'cashier', 'admin'],
  input: z.strictObject({ oneCard: OneCardNumber, why: BlockReason }),
  output: z.object({ cardId: z.string(), state: z.literal('blocked') }),
  refuses: [...findRefusals, 'card-blocked'],
  needs: ['directory'],
  subject: (_, { cardId }) => cardId,
  async handle({ oneCard, why }, world) {
    const found = await findOneCard(oneCard, world);
    if (isRefusal(found)) return found;
    const { cardId, person, state } = found.value;
    if (state === 'blocked') return refuse('card-blocked');
    const holding = await oneCards(world.table).holding(person);
    if (holding?.value.oneCard !== oneCard) throw new Error(`card ${cardId} is live and not its holder's last one`);
    const blocked = { blockedAt: world.now.toISOString(), blockedBy: world.caller.id, blockedFor: why };
    world.table.commit({
      put: [
        putOneCard({ ...found.value, state: 'blocked', ...blocked }, found.version),
        putHolding(person, { ...holding.value, live: false }, holding.version),
      ],
    });
    return { cardId, state: 'blocked' as const };
  },
});
