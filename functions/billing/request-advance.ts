import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { AskedAmount } from './asked-amount.ts';
import { DepositRequest, requestDeposit } from './request-deposit.ts';
import { visits } from './visits.ts';

export const requestAdvance = route('POST /v1/encounters/{encounter}/advance-requests', {
  summary: 'An inpatient is asked for an advance: a QR code for this amount, kept until discharge',
  who: ['cashier', 'reception'],
  input: z.strictObject({ encounter: EncounterId, amount: AskedAmount }),
  output: DepositRequest,
  refuses: ['not-found', 'bill-exists', 'account-missing'],
  needs: ['keys', 'directory'],
  claims: ['payment-code'],
  subject: (_, { depositRequest }) => depositRequest,
  async handle({ encounter, amount }, world) {
    const known = visits(world.table);
    const visit = await known.get(encounter);
    if (!visit) return refuse('not-found');
    const bill = await known.bill(encounter);
    if (bill) return refuse('bill-exists', bill);
    return requestDeposit({ kind: 'advance', person: visit.person, encounter, amount }, world);
  },
});
