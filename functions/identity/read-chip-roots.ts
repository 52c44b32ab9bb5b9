import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { chipRoots, ShownRoots, shownRoots } from './chip-roots.ts';

export const readChipRoots = route('GET /v1/chip-roots', {
  summary: 'An administrator sees which authorities of citizen card chips are pinned, and until when they are valid',
  who: ['admin'],
  input: z.strictObject({}),
  output: ShownRoots,
  handle: async (_, { table }) => shownRoots(await chipRoots(table).trust()),
});
