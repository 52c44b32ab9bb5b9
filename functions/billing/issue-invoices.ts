import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Hospital } from './hospitals.ts';
import { Invoice, type InvoiceLine, type Standing, totalOf } from './invoice.ts';
import { symbolOf } from './invoice-settings.ts';
import { invoices, putInvoice, putStanding } from './invoices.ts';

/** An invoice before it has a number. */
export interface InvoiceDraft
  extends Pick<
    Invoice,
    'kind' | 'buyer' | 'bill' | 'gathers' | 'receipts' | 'month' | 'adjusts' | 'replaces' | 'reason'
  > {
  readonly lines: readonly InvoiceLine[];
}

interface IssuedInvoices {
  readonly issued: readonly Invoice[];
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
}

/**
 * The writes by which invoices get the next numbers of the hospital's series, in order, and wait to be handed over. All
 * of one commit must come through one call: they share the series' counter.
 */
export async function issueInvoices(
  drafts: readonly InvoiceDraft[],
  { payTo, facilityCode }: Hospital,
  { table, now, caller }: World,
): Promise<IssuedInvoices> {
  const { settings } = await invoices(table).settings();
  const day = localDay(now);
  const symbol = symbolOf(settings, day);
  const { last, put } = await invoices(table).taking(symbol, drafts.length);
  const { taxCode, address, name = payTo.name } = settings;
  const seller = { name, facilityCode, ...(taxCode && { taxCode }), ...(address && { address }) };
  const issued = drafts.map((draft, at) =>
    Invoice.parse({
      ...draft,
      invoice: `${symbol}-${String(last + at + 1).padStart(8, '0')}`,
      day,
      issuedAt: now.toISOString(),
      by: caller.id,
      seller,
      total: totalOf(draft.lines),
    }),
  );
  return {
    issued,
    put: [put, ...issued.flatMap((one) => [putInvoice(one), putStanding(one.invoice, standingOf(one), 'absent')])],
    emitted: issued.map(({ invoice, kind, total, day: issuedOn, adjusts, replaces }) =>
      emit(invoiceIssued, invoice, {
        ...{ invoice, kind, total, day: issuedOn },
        ...(adjusts && { adjusts }),
        ...(replaces && { replaces }),
      }),
    ),
  };
}

const standingOf = ({ total }: Invoice): Standing => ({
  state: 'issued',
  net: total,
  adjustments: [],
  handOver: { state: 'to-hand-over' },
});
