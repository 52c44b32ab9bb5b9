import { personBySource } from '../../shared/contracts/identity.ts';
import { appointmentImportContinued } from '../../shared/contracts/queue.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { appointmentFile } from './appointment-file.ts';

export const onAppointmentImportContinued = reaction(appointmentImportContinued, {
  summary: 'The next twenty rows of a file of appointments become appointments, each once for its reference',
  emits: [appointmentImportContinued],
  asks: [personBySource],
  needs: ['keys'],
  handle: (data, world) => continueImport(appointmentFile, data, world),
});
