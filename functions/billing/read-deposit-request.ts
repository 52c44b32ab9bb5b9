import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { intents } from './intents.ts';
import { DepositCode, DepositRequest } from './request-deposit.ts';

export const readDepositRequest = route('GET /v1/deposit-requests/{depositRequest}', {
  summary: 'A desk or kiosk sees whether the money of a top-up or an advance has come',
  who: ['kiosk', 'cashier', 'reception', 'admin'],
  input: z.strictObject({ depositRequest: DepositCode }),
  output: DepositRequest.extend({
    kind: z.enum(['top-up', 'advance']),
    person: PersonId,
    encounter: EncounterId.optional(),
    state: z.enum(['open', 'partially_paid', 'paid', 'overpaid', 'expired', 'cancelled']),
    /** Dong that came with this code so far, all of it in the deposit. */
    received: Dong,
  }),
  refuses: ['not-found'],
  async handle({ depositRequest }, world) {
    const found = await intents(world.table).ofDeposit(depositRequest);
    return found ? { ...found.value, depositRequest } : refuse('not-found');
  },
});
