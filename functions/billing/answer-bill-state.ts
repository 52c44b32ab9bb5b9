import { billState } from '../../shared/contracts/billing.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { bills } from './bills.ts';
import { journals } from './journals.ts';

export const answerBillState = answer(billState, {
  summary: 'How a bill stands and what the ledger posted for it',
  async handle({ bill }, { table }) {
    const found = await bills(table).get(bill);
    if (!found) return { state: 'unknown' as const, entries: [] };
    const { state, encounter, issuedAt, total, fundPays, patientPays, paid, payments } = found.value;
    const { refunds = [], changedAt = [] } = found.value;
    // Entries lie by day: those of the day of issue, of each correction, and of each day on which money came or a refund
    // was approved.
    const moved = [...payments, ...refunds].map(({ at }) => at);
    const days = new Set([issuedAt, ...changedAt, ...moved].map((at) => localDay(new Date(at))));
    const posted = (await Promise.all([...days].map((day) => journals(table).of(day)))).flat();
    const entries = posted
      .filter((entry) => entry.bill === bill)
      .map(({ id, at, kind, postings }) => ({ entry: id, at, kind, postings: [...postings] }));
    return { state, encounter, issuedAt, total, fundPays, patientPays, paid, entries };
  },
});
