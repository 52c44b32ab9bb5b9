import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { AllowFrom } from './channel-sources.ts';
import { channels, putChannel } from './channels.ts';

export const allowChannelSources = route('PUT /v1/payment-channels/{channel}/sources', {
  summary: 'An administrator names the networks from which a payment provider calls, or lifts that limit',
  who: ['admin'],
  input: z.strictObject({
    channel: z.string().max(64),
    /** Networks in CIDR form; null lifts the limit. */
    allowFrom: AllowFrom.nullable(),
  }),
  output: z.object({ channel: z.string(), allowFrom: z.array(z.string()).nullable() }),
  refuses: ['not-found', 'channel-closed'],
  subject: ({ channel }) => channel,
  async handle({ channel, allowFrom }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    const { allowFrom: _, ...rest } = found.value;
    world.table.commit({ put: [putChannel({ ...rest, ...(allowFrom && { allowFrom }) }, found.version)] });
    return { channel, allowFrom };
  },
});
