import { invoiceHandedOver, invoiceIssued } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { unsealBuyer } from './buyer.ts';
import { invoiceXml } from './invoice-xml.ts';
import { invoices, putStanding } from './invoices.ts';

/**
 * The way out to the e-invoice provider: the file lies on the hospital's shelf of exports before the event says so. Done
 * again, it writes the same bytes under the same name and announces nothing.
 */
export const onInvoiceIssued = reaction(invoiceIssued, {
  summary: 'The file of an issued invoice is laid out for the e-invoice provider',
  emits: [invoiceHandedOver],
  needs: ['keys', 'files'],
  async handle({ invoice }, { table, files, keys, now }) {
    const found = await invoices(table).get(invoice);
    const standing = await invoices(table).standing(invoice);
    if (!found || !standing) throw new Error(`a file for an unknown invoice ${invoice}`);
    if (standing.value.handOver.state !== 'to-hand-over') return;
    const { buyer } = found.value;
    const xml = invoiceXml(found.value, buyer === undefined ? undefined : await unsealBuyer(buyer, keys));
    const path = `invoices/${found.value.day}/${invoice}.xml`;
    const { sha256 } = await files.put('exports', path, Buffer.from(xml), { contentType: 'application/xml' });
    const handOver = { state: 'handed-over', path, sha256, handedOverAt: now.toISOString() } as const;
    table.commit({
      put: [putStanding(invoice, { ...standing.value, handOver }, standing.version)],
      emit: [emit(invoiceHandedOver, invoice, { invoice, path, sha256 })],
    });
  },
});
