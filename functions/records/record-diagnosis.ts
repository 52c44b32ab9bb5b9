import * as z from 'zod';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { diagnosisRecorded } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { EncounterId, Icd10 } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { openVisit } from './open-visit.ts';
import { resourceId } from './resource-id.ts';
import { conditionResource } from './resources.ts';
import { diagnose } from './visit.ts';
import { visits } from './visits.ts';

export const recordDiagnosis = route('POST /v1/encounters/{encounter}/diagnoses', {
  summary: 'A doctor records a diagnosis; one of them is the main diagnosis',
  who: ['doctor'],
  input: z.strictObject({ encounter: EncounterId, code: Icd10, main: z.boolean().optional() }),
  output: z.object({ condition: z.string(), code: Icd10, main: z.boolean() }),
  refuses: ['not-found', 'encounter-closed'],
  emits: [diagnosisRecorded],
  asks: [encounterState],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, code, main }, world) {
    const open = await openVisit(world, encounter);
    if (isRefusal(open)) return open;
    const { find, saving, adding, notClosed } = visits(world.table);
    // The fact that opens the record may still be on its way; whoever comes first writes the Encounter.
    const before = await find(encounter);
    const condition = resourceId(encounter, world.newId());
    const done = diagnose(before?.value.visit ?? open, { code, main, condition });
    const { person } = done.visit;
    if (done.changed) {
      const stamp = { id: condition, version: 1, at: world.now.toISOString() };
      const added = conditionResource(stamp, { encounter, person, by: world.caller.id }, code);
      world.table.commit({
        put: [...saving(before, done.visit, world.now), ...(done.added ? [adding(encounter, added)] : [])],
        expect: [notClosed(encounter)],
        emit: [emit(diagnosisRecorded, encounter, { encounter, person, code, main: done.main })],
      });
    }
    return { condition: done.diagnosis.condition, code, main: done.main };
  },
});
