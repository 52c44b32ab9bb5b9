import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { visits } from './visits.ts';

export const onEncounterOpened = reaction(encounterOpened, {
  summary: 'The record of a visit begins with its FHIR Encounter',
  async handle({ encounter, person, clinic, examination, doctor }, { table, now }, { at: openedAt }) {
    const { find, saving } = visits(table);
    // A doctor who wrote a diagnosis before this fact arrived has begun the record already.
    if (await find(encounter)) return;
    const visit = { encounter, person, clinic, examination, doctor, openedAt, diagnoses: [], hasMain: false };
    table.commit({ put: saving(undefined, visit, now) });
  },
});
