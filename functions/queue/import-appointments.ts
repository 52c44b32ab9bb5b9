import { personBySource } from '../../shared/contracts/identity.ts';
import { appointmentImportContinued } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ImportChecked, ImportInput, importRefusals, startImport } from '../../shared/ports/importing.ts';
import { appointmentFile } from './appointment-file.ts';

export const importAppointments = route('POST /v1/appointment-imports', {
  summary: 'A hospital that moves in checks its file of appointments and then has them made',
  who: ['admin'],
  input: ImportInput,
  output: ImportChecked,
  refuses: importRefusals,
  emits: [appointmentImportContinued],
  asks: [personBySource],
  needs: ['keys'],
  subject: (_, started) => started.import,
  handle: (input, world) => startImport(appointmentFile, input, world),
});
