import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { callbackPaths, secretsOf } from './channel.ts';
import { channels, putChannel } from './channels.ts';
import { providers } from './providers/notice.ts';

/** A PUT, since the answer to a POST is kept for its repetition: a secret must neither lie there nor be shown again. */
export const handOverChannelSecret = route('PUT /v1/payment-channels/{channel}/secret-handover', {
  summary: "An administrator sees a generated secret, once, to enter it at the provider's portal",
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({ channel: z.string().max(64) }),
  output: z.object({
    channel: z.string(),
    provider: z.enum(providers),
    callbacks: z.object({ notify: z.string(), base: z.string().optional(), token: z.string().optional() }),
    username: z.string().optional(),
    secret: z.string(),
  }),
  refuses: ['not-found', 'channel-closed', 'secret-handed-over'],
  subject: ({ channel }) => channel,
  async handle({ channel }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    const [secret] = await secretsOf(found.value, world.keys);
    if (found.value.isUnseen !== true || secret === undefined) return refuse('secret-handed-over');
    const { isUnseen: _, ...seen } = found.value;
    world.table.commit({ put: [putChannel(seen, found.version)] });
    return {
      channel,
      provider: seen.provider,
      callbacks: callbackPaths(seen),
      ...(seen.provider === 'vietqr-vn' && { username: seen.username }),
      secret,
    };
  },
});
