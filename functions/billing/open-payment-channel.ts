import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { callbackPaths, sealSecret } from './channel.ts';
import { ChannelRequest, channelFor, proofOf } from './channel-request.ts';
import { putChannel } from './channels.ts';
import { hospitals } from './hospitals.ts';
import { providers } from './providers/notice.ts';

export const openPaymentChannel = route('POST /v1/payment-channels', {
  summary: 'An administrator opens an address at which a payment provider reports transfers',
  who: ['admin'],
  needs: ['keys', 'directory'],
  claims: ['callback'],
  input: ChannelRequest,
  output: z.object({
    channel: z.string(),
    provider: z.enum(providers),
    callbacks: z.object({ notify: z.string(), base: z.string().optional(), token: z.string().optional() }),
  }),
  refuses: ['account-missing'],
  subject: (_, { channel }) => channel,
  async handle(input, world) {
    if (!(await hospitals(world.table).get())) return refuse('account-missing');
    // The id is a keyed hash: unique as the new id is, and not to be guessed by who knows when it was made.
    const id = (await world.keys.digest('payment-channel', world.newId())).slice(0, 40);
    const at = world.now.toISOString();
    const sealed = [await sealSecret(id, proofOf(input), world.keys)];
    const channel = channelFor(input, { channel: id, sealed, openedAt: at, secretAt: at });
    if (!(await world.directory.claim('callback', id))) throw new Error('a channel id came twice');
    world.table.commit({ put: [putChannel(channel, 'absent')] });
    return { channel: id, provider: input.provider, callbacks: callbackPaths(channel) };
  },
});
