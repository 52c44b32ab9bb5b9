import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { channelChanges, declined, putChange } from './channel-change.ts';
import { channels, putChannel } from './channels.ts';

export const closePaymentChannel = route('POST /v1/payment-channels/{channel}/closing', {
  summary:
    'An administrator closes a payment channel: later calls are refused and counted, money shows in the statement',
  who: ['admin'],
  input: z.strictObject({ channel: z.string().max(64) }),
  output: z.object({ channel: z.string(), closedAt: Instant }),
  refuses: ['not-found'],
  status: 200,
  subject: ({ channel }) => channel,
  async handle({ channel }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return { channel, closedAt: found.value.closedAt };
    const closedAt = world.now.toISOString();
    // Secrets that prove nothing any more need not lie anywhere; the address stays taken, so that no other gets it.
    const { asking: _, ...rest } = found.value;
    const change = await channelChanges(world.table).get(channel);
    // What waits for a second person ends with its channel.
    const ended = change?.value.state === 'requested' ? [putChange(declined(change.value, world), change.version)] : [];
    world.table.commit({ put: [putChannel({ ...rest, closedAt, sealed: [] }, found.version), ...ended] });
    return { channel, closedAt };
  },
});
