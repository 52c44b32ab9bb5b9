import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { AskedAmount } from './asked-amount.ts';
import { findOneCard, findRefusals } from './find-one-card.ts';
import { OneCardNumber } from './one-card.ts';
import { DepositRequest, requestDeposit } from './request-deposit.ts';

export const requestTopUp = route('POST /v1/one-cards/{oneCard}/top-ups', {
  summary: 'A patient tops the One Card up: a QR code for this amount, paid from any bank',
  who: ['kiosk', 'cashier', 'reception'],
  input: z.strictObject({ oneCard: OneCardNumber, amount: AskedAmount }),
  output: DepositRequest,
  refuses: [...findRefusals, 'card-blocked', 'account-missing'],
  needs: ['keys', 'directory'],
  claims: ['payment-code'],
  subject: (_, { depositRequest }) => depositRequest,
  async handle({ oneCard, amount }, world) {
    const found = await findOneCard(oneCard, world);
    if (isRefusal(found)) return found;
    if (found.value.state === 'blocked') return refuse('card-blocked');
    return requestDeposit({ kind: 'top-up', person: found.value.person, amount }, world);
  },
});
