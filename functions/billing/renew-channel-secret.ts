import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { isGivenByProvider, secretFrom, withSecret } from './channel.ts';
import { channels, putChannel } from './channels.ts';

export const renewChannelSecret = route('POST /v1/payment-channels/{channel}/rotation', {
  summary: 'An administrator has a new secret made for a payment channel; it is shown once, by the handover',
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({
    channel: z.string().max(64),
    /** The newest secret never reached the provider: the new one takes its place, so that the one in use lives on. */
    lost: z.boolean().default(false),
  }),
  output: z.object({ channel: z.string(), liveSecrets: z.int(), awaitsHandover: z.literal(true) }),
  refuses: ['not-found', 'channel-closed', 'secret-given-by-provider'],
  status: 200,
  subject: ({ channel }) => channel,
  async handle({ channel, lost }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    if (isGivenByProvider(found.value)) return refuse('secret-given-by-provider');
    const secret = await secretFrom(world.newId(), world.keys);
    // One that nobody has seen is at no provider.
    const inPlaceOfNewest = lost || found.value.isUnseen === true;
    const changed = await withSecret(found.value, { secret, isUnseen: true, inPlaceOfNewest }, world);
    world.table.commit({ put: [putChannel(changed, found.version)] });
    return { channel, liveSecrets: changed.sealed.length, awaitsHandover: true as const };
  },
});
