import * as z from 'zod';
import { ProviderSecret } from './channel.ts';
import { AllowFrom } from './channel-sources.ts';
import type { Channel } from './channels.ts';
import { flawOfBankKey } from './providers/signed-bank.ts';

const Any = { allowFrom: AllowFrom.optional() };
/** A merchant's number at a gateway, as its notices name it. */
const Merchant = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What an administrator says of a way in which money is reported. */
export const ChannelRequest = z.discriminatedUnion('provider', [
  z
    .strictObject({
      ...Any,
      provider: z.literal('sepay'),
      /**
       * How SePay proves itself: a signature over the body, a fixed key in the header, or a token that it fetches here
       * as the client `clientId`, with the secret.
       */
      mode: z.enum(['hmac', 'apikey', 'oauth2']).default('hmac'),
      clientId: Merchant.optional(),
      secret: ProviderSecret,
    })
    .refine(({ mode, clientId }) => (mode === 'oauth2') === (clientId !== undefined), { path: ['clientId'] }),
  z.strictObject({
    ...Any,
    provider: z.literal('vietqr-vn'),
    /** No colon, as that parts it from the password (RFC 7617). */
    username: z.string().regex(/^[\x21-\x39\x3b-\x7e]{4,64}$/),
    password: ProviderSecret,
  }),
  z.strictObject({ ...Any, provider: z.literal('casso'), secret: ProviderSecret }),
  z.strictObject({ ...Any, provider: z.literal('payos'), secret: ProviderSecret }),
  z.strictObject({ ...Any, provider: z.literal('vnpay'), merchant: Merchant, secret: ProviderSecret }),
  z.strictObject({
    ...Any,
    provider: z.literal('momo'),
    merchant: Merchant,
    accessKey: Merchant,
    secret: ProviderSecret,
  }),
  z.strictObject({ ...Any, provider: z.literal('zalopay'), merchant: Merchant, secret: ProviderSecret }),
  z.strictObject({
    ...Any,
    provider: z.literal('signed-bank'),
    /** Base64 of the bank's SubjectPublicKeyInfo: RSA of 2048 bits or more, or EC P-256 or P-384. */
    publicKey: ProviderSecret.refine((key) => flawOfBankKey(key) === undefined),
  }),
]);
type ChannelRequest = z.output<typeof ChannelRequest>;

/** What proves a call of this provider: a secret that both know, or the bank's public key. */
export function proofOf(request: ChannelRequest): string {
  if (request.provider === 'vietqr-vn') return request.password;
  return request.provider === 'signed-bank' ? request.publicKey : request.secret;
}

/** The channel that was asked for, with what every channel has. */
export function channelFor(
  request: ChannelRequest,
  any: { channel: string; sealed: readonly string[]; openedAt: string; secretAt: string },
): Channel {
  const kept = { ...any, ...(request.allowFrom && { allowFrom: request.allowFrom }) };
  switch (request.provider) {
    case 'sepay':
      return request.mode === 'oauth2'
        ? { ...kept, provider: request.provider, mode: request.mode, clientId: request.clientId ?? '' }
        : { ...kept, provider: request.provider, mode: request.mode };
    case 'vietqr-vn':
      return { ...kept, provider: request.provider, username: request.username };
    case 'vnpay':
    case 'zalopay':
      return { ...kept, provider: request.provider, merchant: request.merchant };
    case 'momo':
      return { ...kept, provider: request.provider, merchant: request.merchant, accessKey: request.accessKey };
    case 'casso':
    case 'payos':
    case 'signed-bank':
      return { ...kept, provider: request.provider };
  }
}
