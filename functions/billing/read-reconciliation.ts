import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { hospitals } from './hospitals.ts';
import { reconcileDay } from './reconcile-day.ts';
import { Reconciliation } from './reconciliation.ts';

export const readReconciliation = route('GET /v1/reconciliations/{day}', {
  summary: 'What the bank says of a day beside what the ledger says, and who looks after each difference',
  who: ['cashier', 'admin'],
  input: z.strictObject({ day: LocalDay }),
  output: Reconciliation,
  refuses: ['account-missing', 'amount-too-large'],
  async handle({ day }, { table }) {
    const hospital = await hospitals(table).get();
    return hospital ? reconcileDay(day, hospital, table) : refuse('account-missing');
  },
});
