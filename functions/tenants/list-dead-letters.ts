import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';

export const listDeadLetters = route('GET /v1/dead-letters', {
  summary: 'The operator sees the events that a reaction could not handle',
  who: ['operator'],
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        door: z.string(),
        event: z.string(),
        tenant: z.string(),
        attempts: z.int(),
        error: z.string(),
      }),
    ),
  }),
  needs: ['letters'],
  async handle({ limit }, world) {
    return { items: [...(await world.letters.dead(limit))] };
  },
});
