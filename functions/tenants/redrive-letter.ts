import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { addingRedrive } from './redrives.ts';

export const redriveLetter = route('POST /v1/dead-letters/{letter}/redrive', {
  summary: 'The operator hands a dead letter over again, once its cause is mended',
  who: ['operator'],
  input: z.strictObject({ letter: z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/) }),
  output: z.object({ letter: z.string(), state: z.literal('waiting') }),
  refuses: ['not-found'],
  needs: ['letters'],
  subject: ({ letter }) => letter,
  async handle({ letter }, world) {
    if (!(await world.letters.redrive(letter))) return refuse('not-found');
    world.table.commit({ put: [addingRedrive({ id: world.newId(), letter, by: world.caller.id, at: world.now })] });
    return { letter, state: 'waiting' as const };
  },
});
