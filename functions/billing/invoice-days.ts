import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { localDay, startOfDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import { adjustForRefunds } from './adjust-for-refunds.ts';
import { dayAfter } from './days.ts';
import { gatherDay } from './gather-day.ts';
import { hospitals } from './hospitals.ts';
import { invoicedDay } from './patient-invoice.ts';

/** Days back for which a run still makes what was missed. */
const lookBack = 7;
/** A commit that began before midnight has ended by then, and every index has it. */
const quietMs = 30 * 60_000;

/** Of one commit, with room for what the runtime adds. */
const mostWrites = 90;

/** Each run issues for one day at most, the oldest that is not done: its invoice first, in a later run what refunds take. */
export const invoiceDays = schedule(15, {
  summary:
    'After midnight one invoice is made for all patients of the day who asked for none, and refunds adjust theirs',
  tenants: 'each',
  emits: [invoiceIssued],
  async handle(world) {
    const today = localDay(world.now);
    if (world.now.getTime() - startOfDay(today).getTime() < quietMs) return;
    const hospital = await hospitals(world.table).get();
    if (!hospital) return;
    const put: Put[] = [];
    for (let back = lookBack; back >= 1; back--) {
      const before = await invoicedDay(dayAfter(today, -back), world.table);
      if (before.day.done) continue;
      const step = before.day.gathered ? adjustForRefunds : gatherDay;
      const taken = await step(before, hospital, world);
      if (put.length > 0 && put.length + (taken?.put.length ?? 0) > mostWrites) break;
      put.push(...(taken?.put ?? []));
      // Invoices of one commit must take their numbers together, so only one step of it issues any.
      if (!taken || taken.emitted.length === 0) continue;
      world.table.commit({ put, emit: taken.emitted });
      return;
    }
    if (put.length > 0) world.table.commit({ put });
  },
});
