import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { findOneCard, findRefusals } from './find-one-card.ts';
import { hospitals } from './hospitals.ts';
import { OneCardNumber, oneCardText } from './one-card.ts';
import { oneCardPage } from './one-card-page.ts';
import { qrSvg } from './qr-image.ts';
import { standingPayload } from './request-payment.ts';

export const showOneCardPage = route('GET /v1/one-cards/{oneCard}/page', {
  summary: 'Both sides of a One Card, ready to print at the size of a bank card',
  who: ['reception', 'cashier', 'admin', 'kiosk'],
  dialect: 'page',
  input: z.strictObject({ oneCard: OneCardNumber }),
  output: z.object({ contentType: z.string(), body: z.string(), cardId: z.string() }),
  refuses: [...findRefusals, 'card-blocked', 'account-missing'],
  needs: ['directory'],
  subject: (_, { cardId }) => cardId,
  async handle({ oneCard }, world) {
    const found = await findOneCard(oneCard, world);
    if (isRefusal(found)) return found;
    const { state, cardId } = found.value;
    if (state === 'blocked') return refuse('card-blocked');
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const front = await qrSvg(oneCardText(world.tenant, oneCard));
    const back = await qrSvg(standingPayload(hospital.payTo, oneCard));
    const body = oneCardPage(found.value, hospital.payTo, { front, back });
    return { contentType: 'text/html; charset=utf-8', body, cardId };
  },
});
