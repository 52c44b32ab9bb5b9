import * as z from 'zod';
import { billIssued, billPaid } from '../../shared/contracts/billing.ts';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { coverageOf } from '../../shared/contracts/insurance.ts';
import { billables } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId, EncounterId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { BillView, billView, draftBill } from './bill.ts';
import { factsNow } from './bill-facts.ts';
import { commitBill } from './commit-bill.ts';
import { hospitals } from './hospitals.ts';
import { examinationSource, netCharges } from './visit.ts';
import { visits } from './visits.ts';

export const issueBill = route('POST /v1/encounters/{encounter}/bills', {
  summary: 'A cashier bills a closed visit: services, shares of fund and patient, and a QR code for what is due',
  who: ['cashier', 'reception'],
  input: z.strictObject({ encounter: EncounterId }),
  output: BillView,
  refuses: [
    'not-found',
    'encounter-open',
    'charges-pending',
    'nothing-to-bill',
    'bill-exists',
    'account-missing',
    'amount-too-large',
  ],
  emits: [billIssued, billPaid],
  asks: [encounterState, billables, coverageOf],
  needs: ['keys', 'directory'],
  claims: ['bill-link', 'payment-code'],
  subject: (_, { bill }) => bill,
  async handle({ encounter }, world) {
    const { state, examination } = await world.ask(encounterState, { encounter });
    if (state === 'unknown') return refuse('not-found');
    if (state === 'open') return refuse('encounter-open');
    const known = await visits(world.table).whole(encounter);
    if (known.bill) return refuse('bill-exists', known.bill);

    const { items, final } = await world.ask(billables, { encounter });
    // An order that was under way when the visit closed may still come in until the record is closed as well.
    if (!final) return refuse('charges-pending');
    const expected = [...items.map((item) => item.source), ...(examination ? [examinationSource] : [])];
    const { visit, charges, unchanged } = known;
    const charged = new Set(charges.map((charge) => charge.source));
    if (expected.length === 0 && charges.length === 0) return refuse('nothing-to-bill');
    if (!visit || !expected.every((source) => charged.has(source))) return refuse('charges-pending');
    if (netCharges(charges).length === 0) return refuse('nothing-to-bill');
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');

    const draft = draftBill({
      bill: BillId.parse(world.newId()),
      visit,
      charges,
      facts: await factsNow(visit, hospital, world),
      link: await linkOf(encounter, known.voided, world),
      at: world.now.toISOString(),
    });
    if (isRefusal(draft)) return draft;
    return billView(await commitBill(draft, hospital, unchanged, world));
  },
});

/** The unguessable part of the bill's page; a visit that is billed anew gets a page of its own. */
async function linkOf(encounter: EncounterId, voided: number, { keys }: World): Promise<string> {
  const source = voided === 0 ? encounter : `${encounter}#${voided}`;
  return (await keys.digest('bill-link', source)).slice(0, 40);
}
