import type { World } from '../../shared/ports/world.ts';
import type { ReceivingPlace } from './arrival.ts';
import { countRefused, deafTo, keepUnreadable } from './channel.ts';
import type { Channel } from './channels.ts';
import type { Authenticity, ReadGateway, ReadNotice } from './providers/notice.ts';
import { settle } from './settle.ts';

interface Call {
  readonly rawBody: Uint8Array;
  readonly sourceIp?: string | undefined;
  /** Whether the call proved itself by the channel's secrets, and if not, why. */
  readonly proof: Authenticity<string>;
  /** What it says; asked only of a call that proved itself. */
  readonly read: () => ReadNotice | ReadGateway | { readonly ok: true; readonly probe: true };
}

/** What became of a call; each provider has its own words for each. `payment` is our id of the money, if it was any. */
type Taken = { readonly outcome: 'done'; readonly payment?: string } | { readonly outcome: 'forged' | 'unreadable' };

/** The merchant's account at a gateway, where its money lies until it is paid out; undefined for a bank's own account. */
const merchantOf = (channel: Channel): ReceivingPlace | undefined =>
  'merchant' in channel ? { name: `${channel.provider}:${channel.merchant}`, account: channel.merchant } : undefined;

/**
 * The way of every callback: proof, then reading, then settling. Without proof nothing is kept but a count and a trace in the audit; with it, what
 * can't be read is kept for a person; an attempt that failed and a test of the address are answered and leave nothing.
 */
export async function takeNotice(channel: Channel, call: Call, world: World): Promise<Taken> {
  const doubt = deafTo(channel, call.sourceIp) ?? (call.proof.ok ? undefined : call.proof.reason);
  if (doubt !== undefined) {
    await countRefused(channel.channel, doubt, world);
    return { outcome: 'forged' };
  }
  const read = call.read();
  if (!read.ok) {
    await keepUnreadable(channel.provider, call.rawBody, world);
    return { outcome: 'unreadable' };
  }
  if ('probe' in read || ('paid' in read && !read.paid)) return { outcome: 'done' };
  const merchant = merchantOf(channel);
  // A gateway counts its own transactions: two of them may give the same number.
  const bankRef = merchant ? `${channel.provider.toUpperCase()}-${read.notice.bankRef}` : read.notice.bankRef;
  return { outcome: 'done', payment: await settle({ ...read.notice, bankRef }, call.rawBody, world, merchant) };
}
