import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import { channels } from './channels.ts';
import { inquiries } from './inquiries.ts';

export const listChannelQuestions = route('GET /v1/payment-channels/{channel}/questions', {
  summary: 'What a provider was asked on a day, newest first, and what came of it',
  who: ['admin'],
  input: z.strictObject({ channel: z.string().max(64), day: LocalDay.optional() }),
  output: z.object({
    day: LocalDay,
    /** The newest 500. */
    questions: z.array(
      z.object({
        at: Instant,
        code: z.string().optional(),
        outcome: z.enum(['told', 'not-yet', 'failed', 'unknown']),
        status: z.int().optional(),
        found: z.int(),
      }),
    ),
  }),
  refuses: ['not-found'],
  async handle({ channel, day }, { table, now }) {
    if (!(await channels(table).get(channel))) return refuse('not-found');
    const on = day ?? localDay(now);
    return { day: on, questions: [...(await inquiries(table).asked(channel, on, 500))] };
  },
});
