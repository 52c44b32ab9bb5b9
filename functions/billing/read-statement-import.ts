import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { ImportProgress, readImport } from '../../shared/ports/importing.ts';

export const readStatementImport = route('GET /v1/bank-statements/{import}', {
  summary: 'How far a bank statement is worked off, and which lines could not be taken',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: ImportProgress,
  refuses: ['not-found'],
  handle: (input, world) => readImport(input.import, world),
});
