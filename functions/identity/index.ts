import { context } from '../../shared/kernel/doors.ts';
import { answerPersonBySource } from './answer-person-by-source.ts';
import { answerPersonFacts } from './answer-person-facts.ts';
import { answerPersonName } from './answer-person-name.ts';
import { importPatients } from './import-patients.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onPatientImportContinued } from './on-patient-import-continued.ts';
import { pinChipRoots } from './pin-chip-roots.ts';
import { readChipRoots } from './read-chip-roots.ts';
import { readCitizenCard } from './read-citizen-card.ts';
import { readCitizenChip } from './read-citizen-chip.ts';
import { readPatientImport } from './read-patient-import.ts';
import { readPerson } from './read-person.ts';

/** Who a person is. The only context that stores a name or a citizen number, and it stores them sealed. */
export const identity = context('identity', {
  readCitizenCard,
  readCitizenChip,
  pinChipRoots,
  readChipRoots,
  readPerson,
  answerPersonFacts,
  answerPersonName,
  importPatients,
  onPatientImportContinued,
  readPatientImport,
  answerPersonBySource,
  onDepartureAdvanced,
});
