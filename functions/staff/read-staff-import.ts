import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { ImportProgress, readImport } from '../../shared/ports/importing.ts';

export const readStaffImport = route('GET /v1/staff-imports/{import}', {
  summary: 'How far a file of staff is worked off, and which rows could not be taken',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: ImportProgress,
  refuses: ['not-found'],
  handle: (input, world) => readImport(input.import, world),
});
