import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { recordClosed } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { visits } from './visits.ts';

export const onEncounterClosed = reaction(encounterClosed, {
  summary: 'When a visit has ended, nothing can be added to its record any more',
  emits: [recordClosed],
  async handle({ encounter, person, doctor, retention }, { table, now }, { at: closedAt }) {
    const { find, saving, closure, closing } = visits(table);
    if (await closure(encounter)) return;
    const before = await find(encounter);
    if (!before) throw new Error('the record of this visit has not begun yet');
    table.commit({
      put: [
        ...saving(before, { ...before.value.visit, closedAt }, now),
        closing(encounter, { closedAt, doctor, retention }),
      ],
      emit: [emit(recordClosed, encounter, { encounter, person, retention })],
    });
  },
});
