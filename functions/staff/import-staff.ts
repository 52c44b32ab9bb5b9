import { staffImportContinued } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ImportChecked, ImportInput, importRefusals, startImport } from '../../shared/ports/importing.ts';
import { staffFile } from './staff-file.ts';

export const importStaff = route('POST /v1/staff-imports', {
  summary: 'A hospital that moves in checks its file of staff and then has it worked off',
  who: ['admin'],
  input: ImportInput,
  output: ImportChecked,
  refuses: importRefusals,
  emits: [staffImportContinued],
  needs: ['keys'],
  subject: (_, started) => started.import,
  handle: (input, world) => startImport(staffFile, input, world),
});
