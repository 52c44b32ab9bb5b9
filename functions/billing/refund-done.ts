import { refundPaid } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import type { Item, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { billOf, type Refund } from './refund.ts';
import { putAnswered } from './refund-item.ts';
import { putRefund } from './refunds.ts';

/**
 * The writes by which a refund is done: its state by version, so that it is paid once whoever pays, and the end of the
 * case that it answers: a case is closed by money that has gone, not by a promise.
 */
export async function finish(
  { value, version }: Item<Refund>,
  paid: { readonly payment: string; readonly receipt?: string; readonly till?: string },
  { table, now, caller }: World,
): Promise<{ put: Put[]; emitted: Emitted[] }> {
  const at = now.toISOString();
  const { refund, person, amount, way } = value;
  const { payment, receipt, till } = paid;
  const done: Refund = { ...value, state: 'done', doneAt: at, payment, ...(receipt !== undefined && { receipt }) };
  const bill = billOf(value);
  const fact = { refund, payment, person, ...(bill && { bill }), amount, way, ...(till !== undefined && { till }) };
  return {
    put: [putRefund(done, version), ...(await putAnswered(value, at, caller.id, table))],
    emitted: [emit(refundPaid, refund, fact)],
  };
}
