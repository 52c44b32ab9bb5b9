import type { Emitted } from '../../shared/kernel/events.ts';
import { type Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Hospital } from './hospitals.ts';
import { putInvoicedDay, putReceiptNumbers } from './invoices.ts';
import { issueInvoices } from './issue-invoices.ts';
import { journals } from './journals.ts';
import { accounts, type Entry } from './ledger.ts';
import type { VersionedDay } from './patient-invoice.ts';
import { type Receipt, receipts } from './receipts.ts';
import { putWorkItem } from './work-items.ts';

/** Entries by which patients pay bills; all else that moves what patients owe is no receipt. */
const takes: readonly Entry['kind'][] = ['transfer', 'cash-taken', 'deposit-used', 'suspense-placed'];

/** Dong that settled bills by these entries. */
const takenBy = (entries: readonly Entry[]): Dong =>
  sumDong(
    entries
      .filter(({ kind, bill }) => takes.includes(kind) && bill !== undefined)
      .flatMap(({ postings }) => postings.filter(({ account }) => account === accounts.patientReceivable))
      .map(({ amount }) => dong(-amount)),
  );

/** Receipts for bills, of money. */
const isOfBill = ({ purpose = 'bill', amount }: Receipt): boolean => purpose === 'bill' && amount > 0;

const dayText = (day: string): string => day.split('-').reverse().join('/');

/**
 * One invoice for all receipts of a day whose patients asked for none (Decree 254/2026, time of invoices, point m). Made
 * only when the receipts of the day say the same sum as the ledger; else a person is called, once, and none is made as
 * long as they differ. Each is written once: the day's item moves by version with every request of a patient.
 * @returns undefined when the day still differs
 */
export async function gatherDay(
  before: VersionedDay,
  hospital: Hospital,
  world: World,
): Promise<{ put: Put[]; emitted: Emitted[] } | undefined> {
  const { day } = before.day;
  const { table } = world;
  const given = (await receipts(table).of(day)).filter(isOfBill);
  const received = sumDong(given.map(({ amount }) => amount));
  if (received !== takenBy(await journals(table).of(day))) {
    if (before.day.questioned) return undefined;
    const work = { id: world.newId(), kind: 'invoice-differs', at: world.now.toISOString(), reference: day } as const;
    const questioned = { ...before.day, questioned: true };
    return {
      put: [putInvoicedDay(questioned, before.expect), putWorkItem({ ...work, amount: received })],
      emitted: [],
    };
  }
  const own = new Set(before.day.asked.map(({ receipt }) => receipt));
  const numbers = given.filter(({ receipt }) => !own.has(receipt));
  if (numbers.length === 0)
    return { put: [putInvoicedDay({ ...before.day, gathered: true }, before.expect)], emitted: [] };
  const text = `Dịch vụ khám bệnh, chữa bệnh ngày ${dayText(day)}, theo ${numbers.length} biên lai`;
  const lines = [{ text, quantity: 1, amount: sumDong(numbers.map(({ amount }) => amount)) }];
  const draft = { kind: 'day', lines, gathers: day, receipts: numbers.length } as const;
  const { issued, put, emitted } = await issueInvoices([draft], hospital, world);
  const [{ invoice } = { invoice: '' }] = issued;
  return {
    put: [
      ...put,
      ...putReceiptNumbers(
        invoice,
        numbers.map(({ receipt }) => receipt),
      ),
      putInvoicedDay({ ...before.day, gathered: true, invoice }, before.expect),
    ],
    emitted: [...emitted],
  };
}
