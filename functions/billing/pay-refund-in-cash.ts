import * as z from 'zod';
import { refundPaid } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { putEntry } from './journals.ts';
import { accounts, entryOf } from './ledger.ts';
import { ownSessionOfToday } from './own-session.ts';
import { payoutSeries, putReceipt, receipts } from './receipts.ts';
import { canMove, payoutPostings, RefundId } from './refund.ts';
import { finish } from './refund-done.ts';
import { refunds } from './refunds.ts';
import { expectedOf, TillCode } from './till.ts';
import { putMovement, tillSessions } from './till-sessions.ts';

export const payRefundInCash = route('POST /v1/refunds/{refund}/cash-payout', {
  summary: 'A cashier pays an approved refund out of the own drawer, once, with a payout voucher of the till',
  who: ['cashier'],
  input: z.strictObject({ refund: RefundId, till: TillCode }),
  output: z.object({ refund: RefundId, state: z.literal('done'), receipt: z.string(), amount: Dong }),
  refuses: [
    'not-found',
    'refund-other-way',
    'refund-not-ready',
    'till-closed',
    'not-your-till',
    'till-full',
    'session-of-another-day',
    'drawer-too-small',
  ],
  emits: [refundPaid],
  subject: ({ refund }) => refund,
  async handle({ refund, till }, world) {
    const { table } = world;
    const found = await refunds(table).get(refund);
    if (!found) return refuse('not-found');
    const { way, state, amount, person } = found.value;
    if (way !== 'cash') return refuse('refund-other-way');
    if (!canMove(state, 'done')) return refuse('refund-not-ready');
    const session = await ownSessionOfToday(till, world);
    if (isRefusal(session)) return session;
    const { session: id, float } = session.value;
    const expected = expectedOf(float, await tillSessions(table).movements(id));
    if (expected < amount) return refuse('drawer-too-small');
    const [at, day, payment] = [world.now.toISOString(), localDay(world.now), world.newId()];
    const { number: receipt, put } = await receipts(table).following(day, payoutSeries(till));
    const nothing = { deposited: dong(0), total: dong(0), fundPays: dong(0), patientPays: dong(0), settled: false };
    const paper = { receipt, purpose: 'refund' as const, person, refund, at, day, amount, payment };
    const posted = { id: payment, at, day, kind: 'refund-paid' as const, payment, till, session: id, refund };
    const done = await finish(found, { payment, receipt, till }, world);
    table.commit({
      put: [
        put,
        putReceipt({ ...paper, ...nothing }),
        putEntry(entryOf({ ...posted, postings: payoutPostings(amount, accounts.cash(till)) })),
        ...putMovement(session, {
          movement: payment,
          at,
          kind: 'refund',
          amount: dong(-amount),
          receipt,
          person,
          refund,
        }),
        ...done.put,
      ],
      emit: done.emitted,
    });
    return { refund, state: 'done' as const, receipt, amount };
  },
});
