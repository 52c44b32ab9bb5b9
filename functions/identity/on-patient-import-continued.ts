import { patientImportContinued, personImported } from '../../shared/contracts/identity.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { patientFile } from './patient-file.ts';

export const onPatientImportContinued = reaction(patientImportContinued, {
  summary: 'The next twenty rows of a file of patients become persons, or are known already',
  emits: [patientImportContinued, personImported],
  needs: ['keys'],
  handle: (data, world) => continueImport(patientFile, data, world),
});
