import { encounterState } from '../../shared/contracts/encounters.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { encounters } from './encounters.ts';

export const answerEncounterState = answer(encounterState, {
  summary: 'Whether a visit is open, whose it is and where it takes place',
  async handle({ encounter }, { table }) {
    const found = await encounters(table).find(encounter);
    if (!found) return { state: 'unknown' as const };
    const { state, person, clinic, doctor, examination, openedAt } = found.value;
    return { state, person, clinic, doctor, examination, openedAt };
  },
});
