import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Instant } from '../../shared/kernel/time.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { type Channel, withSealed } from './channels.ts';

/**
 * What of a channel decides whose word makes money: that it is there, what proves its calls, which numbers are ours,
 * and from where it calls.
 */
export const ChannelChangeKind = z.enum(['opening', 'secret', 'accounts', 'sources']);

/** What one administrator changed of a channel; it takes effect when another lets it. */
export interface ChannelChange {
  readonly channel: string;
  readonly what: z.output<typeof ChannelChangeKind>;
  readonly state: 'requested' | 'approved' | 'declined';
  readonly requestedAt: string;
  readonly requestedBy: string;
  /** Of `secret`: the new one, sealed; gone when it was decided on. */
  readonly sealed?: string;
  /** Of `secret`: made here, and nobody has seen it. */
  readonly isUnseen?: boolean;
  /** Of `secret`: the newest never reached the provider, and goes. */
  readonly lost?: boolean;
  /** Of a bank's public key: SHA-256 of it, 64 hex digits, to compare with what the bank says. */
  readonly fingerprint?: string;
  /** Of `accounts`: all further numbers that are to be in force. */
  readonly virtualAccounts?: readonly string[];
  /** Of `sources`: the networks from which calls are to be believed; null for every network. */
  readonly allowFrom?: readonly string[] | null;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  readonly reason?: string;
}

/** A change as administrators see it; never a secret. */
export const ChannelChangeView = z.object({
  what: ChannelChangeKind,
  state: z.enum(['requested', 'approved', 'declined']),
  requestedAt: Instant,
  requestedBy: z.string(),
  /** Of `secret`: `made-here` and seen by nobody yet, or `typed-in` and so known to whoever asked. */
  secret: z.enum(['made-here', 'typed-in']).optional(),
  /** Of `secret`: when it is let, the newest secret in force is believed no more. */
  dropsNewest: z.boolean().optional(),
  fingerprint: z.string().optional(),
  virtualAccounts: z.array(z.string()).optional(),
  allowFrom: z.array(z.string()).nullable().optional(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
  /** To be given with the decision. */
  version: z.int(),
});

export function changeView({ value, version }: Item<ChannelChange>): z.input<typeof ChannelChangeView> {
  const { channel: _, sealed: __, isUnseen, lost, virtualAccounts, allowFrom, ...shown } = value;
  const secret = isUnseen === true ? 'made-here' : 'typed-in';
  return {
    ...shown,
    ...(value.what === 'secret' && { secret, dropsNewest: lost === true }),
    ...(virtualAccounts && { virtualAccounts: [...virtualAccounts] }),
    ...(allowFrom !== undefined && { allowFrom: allowFrom && [...allowFrom] }),
    version,
  };
}

/** @param key base64 of a SubjectPublicKeyInfo */
export const fingerprintOf = (key: string): string =>
  createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');

const keyOf = (channel: string) => ({ pk: `CHANNEL#${channel}`, sk: 'CHANGE' });

export const channelChanges = (table: TableReads) => ({
  /** The latest change of a channel; what was decided before it stands in the audit. */
  get: (channel: string): Promise<Item<ChannelChange> | undefined> => table.get<ChannelChange>(keyOf(channel)),
});

export const putChange = (change: ChannelChange, expect: Put['expect']): Put => ({
  key: keyOf(change.channel),
  value: change,
  expect,
});

/** Why nothing more may be changed of a channel now; one change of a kind may take the place of another that waits. */
export function unchangeable(
  { closedAt, isUnapproved }: Channel,
  waiting: ChannelChange | undefined,
  what: ChannelChange['what'],
): 'channel-closed' | 'channel-not-approved' | 'channel-change-waiting' | undefined {
  if (closedAt !== undefined) return 'channel-closed';
  if (isUnapproved) return 'channel-not-approved';
  return waiting?.state === 'requested' && waiting.what !== what ? 'channel-change-waiting' : undefined;
}

/** A change that takes no effect; its secret goes. */
export function declined(
  change: ChannelChange,
  { now, caller }: { readonly now: Date; readonly caller: { readonly id: string } },
): ChannelChange {
  const { sealed: _, ...kept } = change;
  return { ...kept, state: 'declined', decidedAt: now.toISOString(), decidedBy: caller.id };
}

/** The channel with a change in force. */
export function changed(channel: Channel, change: ChannelChange, now: Date): Channel {
  if (change.what === 'opening') {
    const { isUnapproved: _, ...rest } = channel;
    return rest;
  }
  if (change.what === 'sources') return withSources(channel, change.allowFrom ?? null);
  if (change.what === 'accounts') return withNumbers(channel, change.virtualAccounts ?? []);
  if (change.sealed === undefined) throw new Error(`the new secret of channel ${channel.channel} is gone`);
  const isUnseen = change.isUnseen === true;
  // One that nobody has seen is at no provider.
  const inPlaceOfNewest = isUnseen && (change.lost === true || channel.isUnseen === true);
  return withSealed(channel, { sealed: change.sealed, isUnseen, inPlaceOfNewest }, now);
}

/** The channel with these further numbers and no others. */
export function withNumbers(channel: Channel, numbers: readonly string[]): Channel {
  const { virtualAccounts: _, ...rest } = channel;
  return { ...rest, ...(numbers.length > 0 && { virtualAccounts: numbers }) };
}

/** The channel believed from these networks only; from every network with null. */
export function withSources(channel: Channel, allowFrom: readonly string[] | null): Channel {
  const { allowFrom: _, ...rest } = channel;
  return { ...rest, ...(allowFrom && { allowFrom: [...allowFrom] }) };
}
