import * as z from 'zod';
import { invoiceAnswered } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { paperText } from '../../shared/kernel/printed-text.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { HandOver, InvoiceNumber, symbolIn } from './invoice.ts';
import { invoices, putProviderNumber, putStanding } from './invoices.ts';
import { putMended } from './mended-invoice.ts';
import { putWorkItem } from './work-items.ts';

const Code = z.string().regex(/^[A-Za-z0-9._/-]{1,64}$/);

export const registerInvoice = route('POST /v1/invoices/{invoice}/registration', {
  summary: 'What the e-invoice provider answered: registered under its number, or refused and why',
  who: ['admin'],
  input: z.strictObject({
    invoice: InvoiceNumber,
    answer: z.discriminatedUnion('outcome', [
      // The code of the tax authority comes with invoices of the coded kind only.
      z.strictObject({
        outcome: z.literal('registered'),
        at: Instant,
        providerNumber: Code,
        authorityCode: Code.optional(),
      }),
      z.strictObject({ outcome: z.literal('refused'), at: Instant, reason: paperText(500) }),
    ]),
  }),
  output: z.object({ invoice: InvoiceNumber, handOver: HandOver }),
  refuses: ['not-found', 'invoice-not-handed-over', 'invoice-registered', 'invoice-number-used'],
  emits: [invoiceAnswered],
  subject: ({ invoice }) => invoice,
  async handle({ invoice, answer }, world) {
    const standing = await invoices(world.table).standing(invoice);
    if (!standing) return refuse('not-found');
    const { handOver: before } = standing.value;
    if (before.state === 'to-hand-over') return refuse('invoice-not-handed-over');
    const { outcome, at, ...said } = answer;
    const isRefused = outcome === 'refused';
    // A refused one is mended at the provider and may be answered again; what is registered stays so.
    if (before.state === 'registered') {
      const same = 'providerNumber' in said && said.providerNumber === before.providerNumber;
      return same ? { invoice, handOver: before } : refuse('invoice-registered', before.providerNumber);
    }
    const symbol = symbolIn(invoice);
    const taken = 'providerNumber' in said && (await invoices(world.table).ofProvider(symbol, said.providerNumber));
    if (taken && taken !== invoice) return refuse('invoice-number-used', taken);
    const { reason: _, item: opened, ...handed } = before;
    const item = opened ?? world.newId();
    const handOver: HandOver = { ...handed, state: outcome, answeredAt: at, ...said, ...(isRefused && { item }) };
    const work = {
      id: item,
      kind: 'invoice-refused',
      at: world.now.toISOString(),
      reference: invoice,
    } as const;
    const number = 'providerNumber' in said && { providerNumber: said.providerNumber };
    world.table.commit({
      put: [
        ...('providerNumber' in said ? [putProviderNumber(symbol, said.providerNumber, invoice)] : []),
        putStanding(invoice, { ...standing.value, handOver }, standing.version),
        ...(isRefused && opened === undefined ? [putWorkItem(work)] : []),
        ...(isRefused || opened === undefined ? [] : await putMended(opened, world)),
      ],
      emit: [emit(invoiceAnswered, invoice, { invoice, registered: !isRefused, ...number })],
    });
    return { invoice, handOver };
  },
});
