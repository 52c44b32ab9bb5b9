import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { ImportProgress, readImport } from '../../shared/ports/importing.ts';

export const readPriceListImport = route('GET /v1/price-lists/{import}', {
  summary: 'How far a price list is taken, and which rows could not be',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: ImportProgress,
  refuses: ['not-found'],
  handle: (input, world) => readImport(input.import, world),
});
