import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { diagnosisRecorded, recordClosed } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { resourceId } from './resource-id.ts';
import { conditionResource } from './resources.ts';
import { diagnose } from './visit.ts';
import { visits } from './visits.ts';

export const onEncounterClosed = reaction(encounterClosed, {
  summary:
    'When a visit has ended, its main diagnosis is the one it was closed with, and nothing can be added any more',
  emits: [diagnosisRecorded, recordClosed],
  async handle({ encounter, person, doctor, mainDiagnosis, retention }, { table, now, newId }, { at: closedAt }) {
    const { find, saving, adding, closure, closing } = visits(table);
    if (await closure(encounter)) return;
    const before = await find(encounter);
    if (!before) throw new Error('the record of this visit has not begun yet');
    // A diagnosis that came while the visit was being closed may have become main; the announced one counts.
    const wanted = { code: mainDiagnosis, main: true, condition: resourceId(encounter, newId()) };
    const done = diagnose(before.value.visit, wanted);
    const stamp = { id: wanted.condition, version: 1, at: now.toISOString() };
    const added = done.added ? [conditionResource(stamp, { encounter, person, by: doctor }, mainDiagnosis)] : [];
    const corrected = { encounter, person, code: mainDiagnosis, main: true };
    table.commit({
      put: [
        ...saving(before, { ...done.visit, closedAt }, now),
        ...added.map((resource) => adding(encounter, resource)),
        closing(encounter, { closedAt, doctor, retention }),
      ],
      emit: [
        ...(done.changed ? [emit(diagnosisRecorded, encounter, corrected)] : []),
        emit(recordClosed, encounter, { encounter, person, retention }),
      ],
    });
  },
});
