import { billCorrected } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Condition, Item, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Bill, dueOf, versionOf } from './bill.ts';
import { putBill, putVersion } from './bills.ts';
import { coPayments } from './co-payments.ts';
import { intentOf, receiptOf } from './commit-bill.ts';
import { deposits } from './deposits.ts';
import type { Hospital } from './hospitals.ts';
import { intents, putIntent } from './intents.ts';
import { putEntry } from './journals.ts';
import { intentAfter, reckonAgain } from './reckoning.ts';
import { billPayload, paymentEnds } from './request-payment.ts';
import { putWorkItem } from './work-items.ts';

/**
 * Puts a fresh draft of its visit in the place of a bill: the next version with its request for payment, the version
 * before, the entry of the difference, a surplus as the patient's deposit with a work item, in one commit.
 * @param unchanged that no desk changed the charges since they were read
 */
export async function commitReckoning(
  before: Item<Bill>,
  draft: Bill,
  reason: string,
  { hospital, unchanged, world }: { hospital: Hospital; unchanged: Condition; world: World },
): Promise<Bill | Refusal<'bill-unchanged' | 'deposit-too-large'>> {
  const at = world.now.toISOString();
  const day = localDay(world.now);
  const reckoned = reckonAgain(before.value, draft, { id: world.newId(), at, day });
  if (isRefusal(reckoned)) return reckoned;
  const { entry, surplus } = reckoned;
  const made = await requested(before.value, reckoned.bill, hospital, world);
  const { bill, person, encounter, total, fundPays, patientPays } = made.bill;
  const change = made.bill.coPayment - before.value.coPayment;
  const kept = { id: world.newId(), kind: 'surplus', at, amount: surplus, bill } as const;
  const deposit = surplus > 0 ? await deposits(world.table).adding(person, entry) : { put: [], emitted: [] };
  if (isRefusal(deposit)) return deposit;
  world.table.commit({
    put: [
      putBill(made.bill, before.version),
      putVersion({ bill: before.value, until: at, by: world.caller.id, reason, entry: entry.id }),
      putEntry(entry),
      ...made.put,
      ...(await coPayments(world.table).adding(person, before.value.day, change)),
      ...deposit.put,
      ...(surplus > 0 ? [putWorkItem(kept)] : []),
    ],
    expect: [unchanged],
    emit: [
      emit(billCorrected, bill, {
        bill,
        encounter,
        person,
        version: versionOf(made.bill),
        total,
        fundPays,
        patientPays,
        surplus,
      }),
      ...made.emitted,
      ...deposit.emitted,
    ],
  });
  return made.bill;
}

/** The bill with its request for what is due now: the same code with a new payload, or the first code it ever needed. */
async function requested(
  before: Bill,
  after: Bill,
  hospital: Hospital,
  world: World,
): Promise<{ bill: Bill; put: readonly Put[]; emitted: readonly Emitted[] }> {
  const due = dueOf(after);
  const intent = after.code === undefined ? undefined : await intents(world.table).ofBill(after.code);
  // Nobody could pay it before, and who could has paid nothing yet: the whole of it is due.
  if (!intent) return due > 0 ? intentOf(after, hospital, world) : { bill: after, put: [], emitted: [] };
  const { code } = intent.value;
  const expiresAt = paymentEnds(world.now);
  const state = intentAfter(intent.value, due);
  if (due > 0) {
    const put = [putIntent({ ...intent.value, state, expiresAt }, intent.version)];
    return { bill: { ...after, payload: billPayload(hospital.payTo, code, due), expiresAt }, put, emitted: [] };
  }
  const ended = putIntent({ ...intent.value, state }, intent.version);
  // Settled by the correction alone: proven and announced as any bill of which nothing is due.
  const settled = before.state === 'paid' ? { bill: after, put: [], emitted: [] } : await receiptOf(after, world);
  return { ...settled, put: [ended, ...settled.put] };
}
