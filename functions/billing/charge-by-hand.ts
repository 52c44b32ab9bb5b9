import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId, ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { isTooLarge } from './bill.ts';
import { afterBill } from './charge-orders.ts';
import { prices } from './prices.ts';
import { chargedByHand, chargesOf, mostByHand, netCharges } from './visit.ts';
import { notYetBilled, putCharge, visits } from './visits.ts';

export const chargeByHand = route('POST /v1/encounters/{encounter}/charges', {
  summary: 'A desk charges what no order makes: bed days, supplies and procedures, at the price of their day',
  who: ['cashier', 'reception'],
  input: z.strictObject({
    encounter: EncounterId,
    code: ServiceCode,
    quantity: z.int().min(1).max(10_000),
    day: LocalDay,
  }),
  output: z.object({
    source: z.string(),
    code: ServiceCode,
    quantity: z.int(),
    /** Dong for one unit. */
    price: Dong,
    day: LocalDay,
    /** The bill that has to be reckoned again. */
    bill: z.string().optional(),
  }),
  refuses: ['not-found', 'day-outside-visit', 'code-unknown', 'charge-by-order', 'visit-full', 'amount-too-large'],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, code, quantity, day }, world) {
    const known = visits(world.table);
    const visit = await known.get(encounter);
    if (!visit) return refuse('not-found');
    if (day < visit.day || day > localDay(world.now)) return refuse('day-outside-visit');
    const list = await prices(world.table).of([code], day);
    const price = list.get(code);
    if (!price) return refuse('code-unknown');
    if (!chargedByHand.includes(price.kind)) return refuse('charge-by-order');
    const before = await known.charges(encounter);
    if (before.length >= mostByHand) return refuse('visit-full');
    const source = `desk-${world.newId()}`;
    const stamp = { by: world.caller.id, at: world.now.toISOString() };
    const charges = chargesOf([{ source, code, quantity }], list, day);
    if (isTooLarge([...netCharges(before), ...charges])) return refuse('amount-too-large');
    const put = charges.map((charge) => putCharge(encounter, { ...charge, ...stamp }));
    put.push((await known.revision(encounter)).changed);
    const bill = await known.bill(encounter);
    if (bill) world.table.commit({ put: [...put, afterBill('charge-after-bill', bill, world)] });
    else world.table.commit({ put, expect: [notYetBilled(encounter)] });
    return { source, code, quantity, price: price.price, day, ...(bill && { bill }) };
  },
});
