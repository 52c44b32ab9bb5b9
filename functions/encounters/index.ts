import { context } from '../../shared/kernel/doors.ts';
import { answerEncounterState } from './answer-encounter-state.ts';
import { closeEncounter } from './close-encounter.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { openEncounter } from './open-encounter.ts';
import { readEncounter } from './read-encounter.ts';

export const encounters = context('encounters', {
  openEncounter,
  readEncounter,
  closeEncounter,
  answerEncounterState,
  onDepartureAdvanced,
});
