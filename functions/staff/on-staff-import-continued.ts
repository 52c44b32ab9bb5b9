import { accessSet, staffImportContinued } from '../../shared/contracts/staff.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { staffFile } from './staff-file.ts';

export const onStaffImportContinued = reaction(staffImportContinued, {
  summary: 'The next twenty rows of a file of staff become members, or are known already; the accounts follow',
  emits: [staffImportContinued, accessSet],
  needs: ['keys'],
  handle: (data, world) => continueImport(staffFile, data, world),
});
