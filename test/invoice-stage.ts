import { openBillingStage } from './billing-stage.ts';
import { deskStage } from './desk-stage.ts';

export interface TestInvoice {
  readonly invoice: string;
  readonly kind: string;
  readonly total: number;
  readonly net: number;
  readonly state: string;
  readonly [other: string]: unknown;
}

const buyer = { name: 'Trần Thị Thử' };

/** A hospital with a SePay channel, a till and One Cards, whose patients ask for invoices and whose nights pass. */
export async function openInvoiceStage(now?: string) {
  const stage = await openBillingStage(now === undefined ? {} : { now });
  const channel = await stage.sepay();
  const desk = deskStage(stage);
  return Object.assign(stage, {
    channel,
    desk,
    /** A bill of 110,000 dong, paid by transfer. */
    async paid(encounter: string): Promise<string> {
      const { bill, code, due } = await stage.billed(encounter);
      await stage.pay(channel, { amount: due, content: code });
      return String(bill);
    },
    ask: (bill: string, more: object = {}, person = 'cashier-1') =>
      desk.ask(person, 'POST /v1/bills/{bill}/invoices', { bill, buyer, ...more }),
    invoice: async (invoice: string): Promise<TestInvoice> =>
      (await desk.ask('admin-1', 'GET /v1/invoices/{invoice}', { invoice })).body,
    change: (kind: 'adjustment' | 'replacement', invoice: string, amount: number, person = 'cashier-1') => {
      const line = { text: 'Siêu âm bụng', amount, ...(kind === 'replacement' && { quantity: 1 }) };
      return desk.ask(person, `POST /v1/invoices/{invoice}/${kind}`, { invoice, lines: [line], reason: 'Ghi sai' });
    },
    decideChange: (change: string, approve = true, person = 'admin-1') =>
      desk.ask(person, 'POST /v1/invoice-changes/{change}/decision', { change, approve }),
    /** Every invoice that was ever issued, by number. */
    async all(): Promise<TestInvoice[]> {
      const numbers = stage.named('billing.invoice-issued').map(({ subject }) => subject);
      return Promise.all(numbers.toSorted().map((number) => this.invoice(number)));
    },
    /** The next night, an hour after midnight, and as many runs as are wanted. */
    async night(runs = 4) {
      const at = stage.now().getTime();
      const day = 86_400_000;
      const midnight = Math.floor((at + 7 * 3_600_000) / day) * day + day - 7 * 3_600_000;
      stage.setClock(new Date(midnight + 3_600_000).toISOString());
      for (let run = 0; run < runs; run++) await stage.runSchedule('billing.invoiceDays');
    },
    refundBill: async (bill: string, amount: number) => {
      const { refund } = (await desk.refund({ kind: 'bill', bill }, amount)).body;
      return desk.decide(String(refund));
    },
    /** Takes an order of a bill back, and reckons the bill again. */
    async correct(encounter: string, source: string, bill: string) {
      const input = { encounter, source, cancel: true, reason: 'Không làm' };
      await desk.ask('cashier-1', 'POST /v1/encounters/{encounter}/charge-corrections', input);
      return desk.ask('cashier-1', 'POST /v1/bills/{bill}/recomputation', { bill, reason: 'Không làm' });
    },
  });
}
export type InvoiceStage = Awaited<ReturnType<typeof openInvoiceStage>>;
