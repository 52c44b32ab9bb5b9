import { patientImportContinued } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ImportChecked, ImportInput, importRefusals, startImport } from '../../shared/ports/importing.ts';
import { patientFile } from './patient-file.ts';

export const importPatients = route('POST /v1/patient-imports', {
  summary: 'A hospital that moves in checks its file of patients and then has it worked off',
  who: ['admin'],
  input: ImportInput,
  output: ImportChecked,
  refuses: importRefusals,
  emits: [patientImportContinued],
  needs: ['keys'],
  subject: (_, started) => started.import,
  handle: (input, world) => startImport(patientFile, input, world),
});
