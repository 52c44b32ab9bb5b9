import * as z from 'zod';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { coverageOf } from '../../shared/contracts/insurance.ts';
import { billables } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId, EncounterId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { BillView, draftBill } from './bill.ts';
import { factsNow } from './bill-facts.ts';
import { hospitals } from './hospitals.ts';
import { visits } from './visits.ts';

const Preview = BillView.pick({
  encounter: true,
  person: true,
  day: true,
  share: true,
  reason: true,
  lines: true,
  total: true,
  fundPays: true,
  coPayment: true,
  ownPayment: true,
  patientPays: true,
});

export const previewBill = route('GET /v1/encounters/{encounter}/bill-preview', {
  summary: 'A desk sees what a visit would come to now, line by line, before a bill is issued; nothing is stored',
  who: ['cashier', 'reception', 'admin'],
  input: z.strictObject({ encounter: EncounterId }),
  output: Preview.extend({
    /** Ordered and not charged yet: they will be on the bill. */
    pending: z.int(),
    /** The visit and its record are closed: nothing can be ordered any more. */
    final: z.boolean(),
    /** The bill that the visit has already. */
    bill: BillId.optional(),
  }),
  refuses: ['not-found', 'account-missing', 'amount-too-large'],
  asks: [encounterState, billables, coverageOf],
  subject: ({ encounter }) => encounter,
  async handle({ encounter }, world) {
    const known = visits(world.table);
    const visit = await known.get(encounter);
    if (!visit) return refuse('not-found');
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const { state } = await world.ask(encounterState, { encounter });
    const { items, final } = await world.ask(billables, { encounter });
    const charges = await known.charges(encounter);
    const charged = new Set(charges.map(({ source }) => source));
    const bill = await known.bill(encounter);
    const facts = await factsNow(visit, hospital, world);
    const at = world.now.toISOString();
    const draft = draftBill({ bill: BillId.parse('preview'), visit, charges, facts, link: '', at });
    if (isRefusal(draft)) return draft;
    return {
      ...draft,
      bill,
      pending: items.filter(({ source }) => !charged.has(source)).length,
      final: final && state === 'closed',
    };
  },
});
