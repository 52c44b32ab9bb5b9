import * as z from 'zod';
import { unpricedCodes } from '../../shared/contracts/billing.ts';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { Billable, prescriptionIssued } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { hospitals } from './hospitals.ts';
import { openVisit } from './open-visit.ts';
import { collectPeriod, PrescriptionLine, prescriptionCode, printedLine, rulesOn, tooLong } from './prescription.ts';
import { prescriptions } from './prescriptions.ts';
import { resourceId } from './resource-id.ts';
import { medicationResource } from './resources.ts';
import { orderMore } from './visit.ts';
import { visits } from './visits.ts';

const Issued = Billable.extend({ printed: z.object({ vi: z.string(), en: z.string() }) });

export const issuePrescription = route('POST /v1/encounters/{encounter}/prescriptions', {
  summary: 'A doctor prescribes drugs; the prescription gets its national code',
  who: ['doctor'],
  input: z.strictObject({ encounter: EncounterId, lines: z.array(PrescriptionLine).min(1).max(40) }),
  output: z.object({ prescription: z.string(), collectUntil: LocalDay, items: z.array(Issued) }),
  refuses: ['not-found', 'encounter-closed', 'code-unknown', 'prescription-too-long', 'visit-full', 'hospital-unready'],
  emits: [prescriptionIssued],
  asks: [encounterState, unpricedCodes],
  needs: ['keys'],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, lines }, world) {
    const visit = await openVisit(world, encounter);
    if (isRefusal(visit)) return visit;
    const rules = rulesOn(localDay(world.now));
    const refused = tooLong(lines, rules);
    if (refused) return refused;
    const { unpriced } = await world.ask(unpricedCodes, {
      codes: [...new Set(lines.map((line) => line.drug))],
      kinds: ['drug'],
    });
    if (unpriced.length > 0) return refuse('code-unknown', unpriced.join(','));
    const { adding, counting, notClosed, ordered } = visits(world.table);
    const before = await ordered(encounter);
    const count = orderMore(before?.value.count ?? 0, lines.length);
    if (isRefusal(count)) return count;
    const hospital = await hospitals(world.table).find();
    if (!hospital) return refuse('hospital-unready');
    const random = await world.keys.digest('prescription-code', world.newId());
    const prescription = prescriptionCode(hospital.value.facilityCode, random);
    const collect = collectPeriod(world.now, rules);
    const about = { encounter, person: visit.person, by: world.caller.id };
    const first = world.newId();
    const written = lines.map((line, place) => {
      const stamp = { id: resourceId(encounter, first, place), version: 1, at: world.now.toISOString() };
      const printed = printedLine(line, rules);
      const resource = medicationResource(stamp, about, { line, prescription, printed, collect });
      return { resource, item: { source: stamp.id, code: line.drug, quantity: line.quantity, printed } };
    });
    const items = written.map(({ item }) => item);
    const code = prescriptions.issuing(prescription, encounter, items, world.now);
    world.table.commit({
      put: [counting(encounter, before, count), ...written.map(({ resource }) => adding(encounter, resource)), code],
      expect: [notClosed(encounter)],
      emit: [emit(prescriptionIssued, encounter, { encounter, person: visit.person, items })],
    });
    return { prescription, collectUntil: collect.end, items };
  },
});
