import type { World } from '../../shared/ports/world.ts';
import type { ReceivingPlace } from './arrival.ts';
import { countRefused, deafTo, keepUnreadable } from './channel.ts';
import { type Channel, isOfGateway } from './channels.ts';
import { hospitals } from './hospitals.ts';
import {
  type Authenticity,
  type BankNotice,
  isTooDeep,
  type ReadGateway,
  type ReadNotice,
  textOf,
} from './providers/notice.ts';
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
  const deep = isTooDeep(textOf(call.rawBody)) ? 'too-deep' : undefined;
  const doubt = deafTo(channel, call.sourceIp) ?? deep ?? (call.proof.ok ? undefined : call.proof.reason);
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
  return { outcome: 'done', payment: await settleNotice(channel, read.notice, call.rawBody, world) };
}

/** The reference under which a channel's movement is posted: a gateway counts its own, and two may give the same number. */
export const postedAs = (channel: Channel, { bankRef }: BankNotice): string =>
  merchantOf(channel) ? `${channel.provider.toUpperCase()}-${bankRef}` : bankRef;

/** Settles what a provider said of money, whether it called or was asked. @returns our id of the payment */
export async function settleNotice(
  channel: Channel,
  notice: BankNotice,
  raw: Uint8Array,
  world: World,
): Promise<string> {
  const hospital = await hospitals(world.table).get();
  const account = hospital ? receivedOn(channel, notice, hospital.payTo.account) : notice.account;
  return settle({ ...notice, account, bankRef: postedAs(channel, notice) }, raw, world, {
    merchant: merchantOf(channel),
    hospital,
  });
}

/**
 * The one number of the hospital's account, under whichever the provider reports it: the account, a virtual one in front
 * of it, or what was registered for the channel. So a transfer is the same one whoever tells of it, the statement too.
 */
function receivedOn(channel: Channel, { account, virtualAccount }: BankNotice, own: string): string {
  if (isOfGateway(channel)) return account;
  const numbers = [own, ...(channel.virtualAccounts ?? [])];
  const isOwn = numbers.includes(account) || (virtualAccount !== undefined && numbers.includes(virtualAccount));
  return isOwn ? own : account;
}
