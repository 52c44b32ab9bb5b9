import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { callbackPaths, sealSecret } from './channel.ts';
import { fingerprintOf, putChange } from './channel-change.ts';
import { ChannelRequest, channelFor, proofOf } from './channel-request.ts';
import { putChannel } from './channels.ts';
import { hospitals } from './hospitals.ts';
import { providers } from './providers/notice.ts';

export const openPaymentChannel = route('POST /v1/payment-channels', {
  summary:
    'An administrator opens an address at which a payment provider reports transfers; no call is believed before another lets it',
  who: ['admin'],
  needs: ['keys', 'directory'],
  claims: ['callback'],
  input: ChannelRequest,
  output: z.object({
    channel: z.string(),
    provider: z.enum(providers),
    state: z.literal('awaiting'),
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
    const channel = { ...channelFor(input, { channel: id, sealed, openedAt: at, secretAt: at }), isUnapproved: true };
    const opening = {
      ...({ channel: id, what: 'opening', state: 'requested', requestedAt: at, requestedBy: world.caller.id } as const),
      ...(input.provider === 'signed-bank' && { fingerprint: fingerprintOf(input.publicKey) }),
    };
    if (!(await world.directory.claim('callback', id))) throw new Error('a channel id came twice');
    world.table.commit({ put: [putChannel(channel, 'absent'), putChange(opening, 'absent')] });
    return { channel: id, provider: input.provider, state: 'awaiting' as const, callbacks: callbackPaths(channel) };
  },
});
