import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Bytes } from '../../shared/kernel/replies.ts';
import { intents } from './intents.ts';
import { qrPng } from './qr-image.ts';
import { DepositCode } from './request-deposit.ts';

export const showDepositRequestQr = route('GET /v1/deposit-requests/{depositRequest}/qr.png', {
  summary: 'The QR code of a top-up or an advance, for a screen or paper',
  who: ['kiosk', 'cashier', 'reception', 'admin'],
  dialect: 'page',
  input: z.strictObject({ depositRequest: DepositCode }),
  output: z.object({ contentType: z.literal('image/png'), body: Bytes }),
  refuses: ['not-found'],
  async handle({ depositRequest }, world) {
    const found = await intents(world.table).ofDeposit(depositRequest);
    if (!found) return refuse('not-found');
    return { contentType: 'image/png' as const, body: await qrPng(found.value.payload) };
  },
});
