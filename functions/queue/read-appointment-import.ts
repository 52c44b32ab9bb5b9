import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Progress, runs } from '../../shared/ports/imports.ts';

export const readAppointmentImport = route('GET /v1/appointment-imports/{import}', {
  summary: 'How far a file of appointments is worked off, and which rows could not be taken',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: Progress,
  refuses: ['not-found'],
  async handle(input, world) {
    const found = await runs(world.table).find(input.import);
    return found ? found.value.progress : refuse('not-found');
  },
});
