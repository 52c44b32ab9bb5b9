import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { findOneCard, findRefusals } from './find-one-card.ts';
import { OneCardNumber, OneCardView } from './one-card.ts';
import { viewOneCard } from './view-one-card.ts';

export const readOneCard = route('GET /v1/one-cards/{oneCard}', {
  summary: 'A desk, till or kiosk with the card in hand reads whose it is, what it holds and whether it is blocked',
  who: ['reception', 'cashier', 'admin', 'kiosk'],
  input: z.strictObject({ oneCard: OneCardNumber }),
  output: OneCardView,
  refuses: [...findRefusals, 'account-missing'],
  needs: ['directory'],
  subject: (_, { cardId }) => cardId,
  async handle({ oneCard }, world) {
    const found = await findOneCard(oneCard, world);
    return isRefusal(found) ? found : viewOneCard(found.value, world);
  },
});
