import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { callbackPaths, ProviderSecret, sealSecret } from './channel.ts';
import { AllowFrom } from './channel-sources.ts';
import { type Channel, putChannel } from './channels.ts';
import { hospitals } from './hospitals.ts';

const Sepay = z.strictObject({
  provider: z.literal('sepay'),
  /** How SePay proves itself: a signature over the body, or a fixed key in the header. */
  mode: z.enum(['hmac', 'apikey']).default('hmac'),
  secret: ProviderSecret,
  allowFrom: AllowFrom.optional(),
});
const VietQrVn = z.strictObject({
  provider: z.literal('vietqr-vn'),
  /** No colon, as that parts it from the password (RFC 7617). */
  username: z.string().regex(/^[\x21-\x39\x3b-\x7e]{4,64}$/),
  password: ProviderSecret,
  allowFrom: AllowFrom.optional(),
});

export const openPaymentChannel = route('POST /v1/payment-channels', {
  summary: 'An administrator opens an address at which a payment provider reports transfers',
  who: ['admin'],
  needs: ['keys', 'directory'],
  claims: ['callback'],
  input: z.discriminatedUnion('provider', [Sepay, VietQrVn]),
  output: z.object({
    channel: z.string(),
    provider: z.enum(['sepay', 'vietqr-vn']),
    callbacks: z.object({ notify: z.string(), base: z.string().optional(), token: z.string().optional() }),
  }),
  refuses: ['account-missing'],
  subject: (_, { channel }) => channel,
  async handle(input, world) {
    if (!(await hospitals(world.table).get())) return refuse('account-missing');
    // The id is a keyed hash: unique as the new id is, and not to be guessed by who knows when it was made.
    const id = (await world.keys.digest('payment-channel', world.newId())).slice(0, 40);
    const secret = input.provider === 'sepay' ? input.secret : input.password;
    const at = world.now.toISOString();
    const any = {
      channel: id,
      sealed: [await sealSecret(id, secret, world.keys)],
      openedAt: at,
      secretAt: at,
      ...(input.allowFrom && { allowFrom: input.allowFrom }),
    };
    const channel: Channel =
      input.provider === 'sepay'
        ? { ...any, provider: 'sepay', mode: input.mode }
        : { ...any, provider: 'vietqr-vn', username: input.username };
    if (!(await world.directory.claim('callback', id))) throw new Error('a channel id came twice');
    world.table.commit({ put: [putChannel(channel, 'absent')] });
    return { channel: id, provider: input.provider, callbacks: callbackPaths(channel) };
  },
});
