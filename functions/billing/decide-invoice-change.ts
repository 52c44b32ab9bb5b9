import * as z from 'zod';
import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Put, Remove } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { changeRefusals, commitInvoiceChange } from './commit-invoice-change.ts';
import { hospitals } from './hospitals.ts';
import { ChangeId, ChangeView, changeView, type InvoiceChange } from './invoice-change.ts';
import { invoices, putChange, putStanding, removeBillInvoice } from './invoices.ts';

export const decideInvoiceChange = route('POST /v1/invoice-changes/{change}/decision', {
  summary: 'An administrator, not the one who asked, lets an issued invoice be adjusted or replaced, or does not',
  who: ['admin'],
  input: z.strictObject({ change: ChangeId, approve: z.boolean() }),
  output: ChangeView,
  refuses: [
    ...changeRefusals,
    'invoice-change-decided',
    'needs-another-person',
    'invoice-bill-unpaid',
    'nothing-to-invoice',
    'invoice-differs',
  ],
  emits: [invoiceIssued],
  subject: ({ change }) => change,
  async handle({ change, approve }, world) {
    const found = await invoices(world.table).change(change);
    const hospital = await hospitals(world.table).get();
    if (!found || !hospital) return refuse('not-found');
    if (found.value.state !== 'requested') return refuse('invoice-change-decided');
    if (found.value.requestedBy === world.caller.id) return refuse('needs-another-person');
    const decided = { ...found.value, decidedAt: world.now.toISOString(), decidedBy: world.caller.id };
    if (!approve) {
      const rejected = { ...decided, state: 'rejected' as const };
      const { put, remove } = await released(found.value, world);
      world.table.commit({ put: [putChange(rejected, found.version), ...put], remove });
      return changeView(rejected);
    }
    const committed = await commitInvoiceChange(found.value, hospital, world);
    if (isRefusal(committed)) return committed;
    const approved = { ...decided, state: 'approved' as const, issued: [...committed.issued] };
    const put = [putChange(approved, found.version), ...committed.put];
    world.table.commit({ put, expect: committed.relies, emit: committed.emitted });
    return changeView(approved);
  },
});

/** The writes after which what a change waited on may be asked for again. */
async function released({ invoice, bill }: InvoiceChange, { table }: World): Promise<{ put: Put[]; remove: Remove[] }> {
  if (invoice === undefined) {
    const mark = bill && (await invoices(table).ofBill(bill));
    return { put: [], remove: bill && mark ? [removeBillInvoice(bill, mark.version)] : [] };
  }
  const standing = await invoices(table).standing(invoice);
  if (!standing) return { put: [], remove: [] };
  const { change: _, ...rest } = standing.value;
  return { put: [putStanding(invoice, rest, standing.version)], remove: [] };
}
