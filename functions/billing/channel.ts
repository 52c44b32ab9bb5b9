import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Bytes } from '../../shared/kernel/replies.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Keys, World } from '../../shared/ports/world.ts';
import { isAllowedFrom } from './channel-sources.ts';
import { type Channel, channels, refusedCalls, refusedInMinute } from './channels.ts';
import { sealRaw } from './raw-notice.ts';
import { putUnreadable, transfers } from './transfers.ts';
import { putWorkItem } from './work-items.ts';

/** What a provider door gets: the raw body and headers, since signatures cover bytes. */
export const CallbackInput = z.object({
  channel: z.string(),
  /** Of a provider that calls by GET. */
  query: z.record(z.string(), z.string().optional()).default({}),
  headers: z.record(z.string(), z.string().optional()),
  rawBody: Bytes,
  /** The address the call came from, as far as the edge could tell. */
  sourceIp: z.string().optional(),
});
/** At least 16 characters of printable ASCII: a secret that a person would not guess and no header breaks. */
export const ProviderSecret = z.string().regex(/^[\x21-\x7e]{16,1024}$/);

/**
 * Whether the provider makes the proof of its calls and hands it over: Casso and payOS a checksum key, VNPAY a hash
 * secret, MoMo and ZaloPay keys with the merchant's account, a bank under contract its public key. What we would make
 * ourselves no call of theirs would ever carry; SePay and VietQR.vn are told ours.
 */
export const isGivenByProvider = ({ provider }: Channel): boolean => provider !== 'sepay' && provider !== 'vietqr-vn';

const purposeOf = (channel: string): string => `payment-channel:${channel}`;

export const sealSecret = (channel: string, secret: string, keys: Keys): Promise<string> =>
  keys.seal(purposeOf(channel), secret);

/** The secrets that may prove a call, newest first. */
export const secretsOf = ({ channel, sealed }: Channel, keys: Keys): Promise<string[]> =>
  Promise.all(sealed.map((one) => keys.unseal(purposeOf(channel), one)));

const askingPurpose = (channel: string): string => `payment-channel-asking:${channel}`;

export const sealAskingKey = (channel: string, key: string, keys: Keys): Promise<string> =>
  keys.seal(askingPurpose(channel), key);

/** The key by which the provider is asked; undefined when it was given none. */
export const openAskingKey = async ({ channel, asking }: Channel, keys: Keys): Promise<string | undefined> =>
  asking?.sealed === undefined ? undefined : keys.unseal(askingPurpose(channel), asking.sealed);

/** 43 characters of 256 bits that nobody can foretell without the hospital's key; the same seed gives the same secret. */
export const secretFrom = async (seed: string, keys: Keys): Promise<string> =>
  Buffer.from(await keys.digest('payment-channel-secret', seed), 'hex').toString('base64url');

/** Paths the provider has to be told; VietQR.vn adds its own endings to `base`. */
export const callbackPaths = (channel: Channel) => {
  const base = `/callbacks/${channel.provider}/${channel.channel}`;
  if (channel.provider === 'vietqr-vn')
    return { base, token: `${base}/api/token_generate`, notify: `${base}/bank/api/transaction-sync` };
  return channel.provider === 'sepay' && channel.mode === 'oauth2'
    ? { token: `${base}/token`, notify: base }
    : { notify: base };
};

/**
 * The keys of bearer tokens of a channel, one for each secret that still proves a call, newest first: a token ends with the
 * secret for which it was given. 64 hex digits each, as HS512 wants 64 bytes.
 */
export const tokenSecrets = async (channel: Channel, keys: Keys): Promise<string[]> =>
  Promise.all(
    (await secretsOf(channel, keys)).map((secret) =>
      keys.digest('callback-token', `${purposeOf(channel.channel)}\n${secret}`),
    ),
  );

/** The channel of this provider, or none: another provider's address proves nothing here. */
export async function channelOf<P extends Channel['provider']>(
  id: string,
  provider: P,
  world: World,
): Promise<Extract<Channel, { provider: P }> | undefined> {
  const found = (await channels(world.table).get(id))?.value;
  return found && isOf(found, provider) ? found : undefined;
}

const isOf = <P extends Channel['provider']>(
  channel: Channel,
  provider: P,
): channel is Extract<Channel, { provider: P }> => channel.provider === provider;

/**
 * A call without proof leaves a count and, the first of its channel in a minute, an entry in the audit that says why it
 * was not believed: whoever knows an address can fill no table. Two first ones at once may be counted as three.
 */
export async function countRefused(channel: string, reason: string, { table, now }: World): Promise<void> {
  await table.next(refusedCalls(channel, localDay(now)));
  const mark = refusedInMinute(channel, now);
  if (!(await table.get(mark.key))) table.commit({ put: [mark], refused: reason });
}

/** Why a closed channel, one that no second person let, or one that takes calls from elsewhere only, does not listen to this call; else undefined. */
export function deafTo(
  { closedAt, isUnapproved, allowFrom }: Channel,
  sourceIp: string | undefined,
): 'channel-closed' | 'channel-not-approved' | 'source-not-allowed' | undefined {
  if (closedAt !== undefined) return 'channel-closed';
  if (isUnapproved) return 'channel-not-approved';
  return isAllowedFrom(sourceIp, allowFrom) ? undefined : 'source-not-allowed';
}

/** A proven call that cannot be read may speak of money: it is kept, once, and a person is called. */
export async function keepUnreadable(provider: Channel['provider'], raw: Uint8Array, world: World): Promise<void> {
  const digest = await world.keys.digest('unreadable-callback', createHash('sha256').update(raw).digest('hex'));
  if (await transfers(world.table).wasUnreadable(digest)) return;
  const at = world.now.toISOString();
  world.table.commit({
    put: [
      putUnreadable(digest, { provider, at, raw: await sealRaw(raw, world.keys) }),
      putWorkItem({ id: world.newId(), kind: 'unreadable-callback', at, provider }),
    ],
  });
}
