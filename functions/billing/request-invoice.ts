import * as z from 'zod';
import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { bills } from './bills.ts';
import { Buyer, sealBuyer } from './buyer.ts';
import { hospitals } from './hospitals.ts';
import { InvoiceNumber, totalOf } from './invoice.ts';
import { ChangeId, type InvoiceChange } from './invoice-change.ts';
import { invoices, putBillInvoice, putChange } from './invoices.ts';
import { issueInvoices } from './issue-invoices.ts';
import { coverOf, draftPatientInvoice, invoicedBill, putAsked } from './patient-invoice.ts';

export const requestInvoice = route('POST /v1/bills/{bill}/invoices', {
  summary:
    'A patient asks for an invoice of a paid bill; after the invoice of that day was made, another person decides',
  who: ['cashier', 'admin'],
  input: z.strictObject({ bill: BillId, buyer: Buyer }),
  output: z.object({
    bill: BillId,
    total: Dong,
    state: z.enum(['issued', 'requested']),
    invoice: InvoiceNumber.optional(),
    change: ChangeId.optional(),
  }),
  refuses: ['not-found', 'invoice-exists', 'invoice-bill-unpaid', 'nothing-to-invoice', 'invoice-differs'],
  emits: [invoiceIssued],
  needs: ['keys'],
  subject: ({ bill }) => bill,
  async handle({ bill, buyer }, world) {
    const { table } = world;
    const found = await bills(table).get(bill);
    const hospital = await hospitals(table).get();
    if (!found || !hospital) return refuse('not-found');
    const before = await invoices(table).ofBill(bill);
    if (before) return refuse('invoice-exists', before.value.invoice ?? before.value.change);
    const of = await invoicedBill(found.value, table);
    const draft = draftPatientInvoice(found.value, of, await sealBuyer(buyer, world.keys));
    if (isRefusal(draft)) return draft;
    const total = totalOf(draft.lines);
    if (of.shares.some(({ receipt }) => coverOf(receipt, of) !== undefined)) {
      const change = world.newId();
      const request: InvoiceChange = {
        ...{ change, kind: 'patient', state: 'requested', bill, total, lines: [...draft.lines] },
        ...(draft.buyer !== undefined && { buyer: draft.buyer }),
        reason: 'Người bệnh lấy hoá đơn sau khi đã lập hoá đơn của ngày',
        requestedAt: world.now.toISOString(),
        requestedBy: world.caller.id,
      };
      table.commit({
        put: [putChange(request, 'absent'), putBillInvoice({ bill, change }, 'absent')],
      });
      return { bill, total, state: 'requested' as const, change };
    }
    const { issued, put, emitted } = await issueInvoices([draft], hospital, world);
    const [{ invoice } = { invoice: '' }] = issued;
    table.commit({
      put: [...put, ...putAsked(of, invoice), putBillInvoice({ bill, invoice }, 'absent')],
      emit: emitted,
    });
    return { bill, total, state: 'issued' as const, invoice };
  },
});
