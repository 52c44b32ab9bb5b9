import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { ProviderSecret, sealAskingKey } from './channel.ts';
import { channels, putChannel } from './channels.ts';
import { needsKey, wayOf } from './inquiry-policy.ts';

export const allowChannelAsking = route('POST /v1/payment-channels/{channel}/asking', {
  summary:
    'An administrator lets the provider of a channel be asked for payments whose callback was lost, or no longer',
  who: ['admin'],
  input: z.strictObject({
    channel: z.string().max(64),
    allowed: z.boolean(),
    /** SePay's API token, Casso's API key or ZaloPay's key1; VNPAY and MoMo are asked with the channel's own secret. */
    secret: ProviderSecret.optional(),
  }),
  output: z.object({
    channel: z.string(),
    /** For all movements of the account, or for each payment. */
    asks: z.enum(['list', 'order']).optional(),
    since: Instant.optional(),
  }),
  refuses: ['not-found', 'channel-closed', 'asking-not-offered', 'asking-key-missing'],
  needs: ['keys'],
  status: 200,
  subject: ({ channel }) => channel,
  async handle({ channel, allowed, secret }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    const { asking: _, ...rest } = found.value;
    if (!allowed) {
      world.table.commit({ put: [putChannel(rest, found.version)] });
      return { channel };
    }
    const asks = wayOf(rest.provider);
    if (asks === undefined) return refuse('asking-not-offered');
    if (needsKey(rest.provider) && secret === undefined) return refuse('asking-key-missing');
    const since = world.now.toISOString();
    const sealed = secret === undefined ? {} : { sealed: await sealAskingKey(channel, secret, world.keys) };
    world.table.commit({ put: [putChannel({ ...rest, asking: { since, ...sealed } }, found.version)] });
    return { channel, asks, since };
  },
});
