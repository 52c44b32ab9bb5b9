import * as z from 'zod';
import { cashTaken, depositChanged } from '../../shared/contracts/billing.ts';
import { personFacts } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { deposits } from './deposits.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { ownSessionOfToday } from './own-session.ts';
import { putReceipt, receipts, tillSeries } from './receipts.ts';
import { CashAmount, TillCode } from './till.ts';
import { putMovement } from './till-sessions.ts';

export const takeCashDeposit = route('POST /v1/persons/{person}/cash-deposits', {
  summary: 'A cashier takes cash in advance, kept for the patient, and gives a receipt of the till',
  who: ['cashier'],
  input: z.strictObject({ person: PersonId, till: TillCode, amount: CashAmount }),
  output: z.object({ person: PersonId, payment: z.string(), receipt: z.string(), amount: Dong }),
  refuses: [
    'till-closed',
    'not-your-till',
    'till-full',
    'session-of-another-day',
    'person-unknown',
    'deposit-too-large',
  ],
  emits: [cashTaken, depositChanged],
  asks: [personFacts],
  subject: (_, { payment }) => payment,
  async handle({ person, till, amount }, world) {
    const session = await ownSessionOfToday(till, world);
    if (isRefusal(session)) return session;
    if (!(await world.ask(personFacts, { person })).known) return refuse('person-unknown');
    const [at, day, payment] = [world.now.toISOString(), localDay(world.now), world.newId()];
    const following = await receipts(world.table).following(day, tillSeries(till));
    const [receipt, nothing] = [following.number, dong(0)];
    const paper = {
      receipt,
      purpose: 'deposit' as const,
      person,
      at,
      day,
      amount,
      deposited: nothing,
      payment,
    };
    const postings = [debit(accounts.cash(till), amount), credit(accounts.deposit(person), amount)];
    const { session: id } = session.value;
    const posted = { id: payment, at, day, kind: 'deposit-taken' as const, postings, payment, till, session: id };
    const entry = entryOf(posted);
    const kept = await deposits(world.table).adding(person, entry);
    if (isRefusal(kept)) return kept;
    world.table.commit({
      put: [
        ...kept.put,
        following.put,
        putReceipt({ ...paper, total: nothing, fundPays: nothing, patientPays: nothing, settled: false }),
        putEntry(entry),
        ...putMovement(session, { movement: payment, at, kind: 'deposit', amount, receipt, person }),
      ],
      emit: [emit(cashTaken, payment, { payment, person, amount, till, purpose: 'deposit' }), ...kept.emitted],
    });
    return { person, payment, receipt, amount };
  },
});
