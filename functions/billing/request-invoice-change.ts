import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import type { changeRefusals } from './commit-invoice-change.ts';
import { adjust, type InvoiceLine, replace, totalOf } from './invoice.ts';
import { boundOf, linesInForce, withinBound } from './invoice-bound.ts';
import type { InvoiceChange } from './invoice-change.ts';
import { invoices, putChange, putStanding } from './invoices.ts';

/**
 * Stages that an invoice shall be adjusted or replaced. It waits for another person; until then nothing else may change
 * the invoice.
 */
export async function requestInvoiceChange(
  kind: 'adjustment' | 'replacement',
  asked: {
    readonly invoice: string;
    readonly lines: readonly InvoiceLine[];
    readonly reason: string;
    readonly buyer?: string;
  },
  { table, now, caller, newId }: World,
): Promise<InvoiceChange | Refusal<(typeof changeRefusals)[number]>> {
  const { invoice: number, lines } = asked;
  const found = await invoices(table).get(number);
  const standing = await invoices(table).standing(number);
  if (!found || !standing) return refuse('not-found');
  const total = totalOf(lines);
  const possible =
    kind === 'adjustment' ? adjust(found.value, standing.value, total, '') : replace(found.value, standing.value, '');
  if (isRefusal(possible)) return possible;
  const held = kind === 'adjustment' ? await linesInForce(found.value, standing.value, table) : [];
  const beyond = withinBound(lines, held, await boundOf(found.value, table));
  if (beyond) return beyond;
  const change: InvoiceChange = {
    ...asked,
    lines: [...lines],
    change: newId(),
    kind,
    total,
    state: 'requested',
    requestedAt: now.toISOString(),
    requestedBy: caller.id,
  };
  table.commit({
    put: [
      putChange(change, 'absent'),
      putStanding(number, { ...standing.value, change: change.change }, standing.version),
    ],
  });
  return change;
}
