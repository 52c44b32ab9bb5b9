import type { Item, Page, Put, TableReads } from '../../shared/ports/table.ts';

interface AnyChannel {
  /** 40 hex digits that cannot be guessed: part of the address. */
  readonly channel: string;
  readonly sealed: readonly string[];
  /** Instants, ISO 8601; what was kept before they were has none. */
  readonly openedAt?: string;
  /** Since when the newest secret is in force. */
  readonly secretAt?: string;
  /** Opened by one administrator and let by no other yet: no call is taken, and it is not asked. */
  readonly isUnapproved?: boolean;
  /** From then on no call is taken. */
  readonly closedAt?: string;
  /** When it was last said that the secret is due for a change. */
  readonly dueAt?: string;
  /** The newest secret was made here, and nobody has seen it yet. */
  readonly isUnseen?: boolean;
  /** May the provider be asked, since when, and by which key of its own, sealed, where the proof of calls is not enough. */
  readonly asking?: { readonly since: string; readonly sealed?: string };
  /** When its list of movements was last asked for. */
  readonly askedAt?: string;
  /** Networks in CIDR form; calls from elsewhere are refused. Absent: from everywhere. */
  readonly allowFrom?: readonly string[];
  /** Further numbers under which the provider reports the hospital's receiving account. */
  readonly virtualAccounts?: readonly string[];
}

/**
 * Where a provider calls back. Secrets are sealed by the hospital's key and bound to this channel; the newest comes
 * first, and the one before lives on until the next change, so that both ends need not change at one instant.
 */
export type Channel =
  | (AnyChannel & { readonly provider: 'sepay'; readonly mode: 'hmac' | 'apikey' })
  | (AnyChannel & { readonly provider: 'sepay'; readonly mode: 'oauth2'; readonly clientId: string })
  | (AnyChannel & { readonly provider: 'vietqr-vn'; readonly username: string })
  /** Aggregators that report movements on the hospital's own account, and a bank that signs by its own key. */
  | (AnyChannel & { readonly provider: 'casso' | 'payos' | 'signed-bank' })
  /** Gateways and wallets: the money lies with them, on the merchant's account there, until they pay it out. */
  | (AnyChannel & { readonly provider: 'vnpay' | 'zalopay'; readonly merchant: string })
  | (AnyChannel & { readonly provider: 'momo'; readonly merchant: string; readonly accessKey: string });

/** The money of a gateway or wallet lies on the merchant's account there, not at the hospital's bank. */
export const isOfGateway = (channel: Channel): boolean => 'merchant' in channel;

/** Two while one replaces the other. */
const liveSecrets = 2;

interface NewSecret {
  readonly sealed: string;
  /** Made here and not yet shown to anybody. */
  readonly isUnseen: boolean;
  /** The newest never reached the provider: it goes, in place of the one before it. */
  readonly inPlaceOfNewest: boolean;
}

/** Puts a new secret in front and lets the oldest go. */
export function withSealed(channel: Channel, given: NewSecret, now: Date): Channel {
  const kept = given.inPlaceOfNewest ? channel.sealed.slice(1) : channel.sealed;
  const { dueAt: _, isUnseen: __, ...rest } = channel;
  return {
    ...rest,
    sealed: [given.sealed, ...kept].slice(0, liveSecrets),
    secretAt: now.toISOString(),
    ...(given.isUnseen && { isUnseen: true }),
  };
}

const keyOf = (channel: string) => ({ pk: `CHANNEL#${channel}`, sk: 'CHANNEL' });
const listed = 'CHANNELS';
/** Counts calls that did not prove themselves, by channel and day. */
export const refusedCalls = (channel: string, day: string) => ({ pk: `REFUSED#${channel}`, sk: day });
/** Stands for an hour where a refused call of this minute was audited. */
export const refusedInMinute = (channel: string, now: Date): Put => ({
  key: { pk: `INBOX#REFUSED#${channel}`, sk: now.toISOString().slice(0, 16) },
  value: {},
  expect: 'absent',
  expires: Math.floor(now.getTime() / 1000) + 3_600,
});

export const channels = (table: TableReads) => ({
  get: (channel: string): Promise<Item<Channel> | undefined> => table.get<Channel>(keyOf(channel)),
  list: (limit: number, after?: string): Promise<Page<Channel>> =>
    table.query<Channel>({ index: 'index1', pk: listed, limit, ...(after === undefined ? {} : { after }) }),
  /** Refused calls by Vietnamese day, from `first` to `last`; a day without one is left out. */
  async refused(channel: string, first: string, last: string): Promise<{ day: string; calls: number }[]> {
    const { pk } = refusedCalls(channel, first);
    // Behind the last day, and before the next.
    const page = await table.query<{ count: number }>({ pk, from: first, to: `${last}~`, limit: 31 });
    return page.items.map(({ key, value }) => ({ day: key.sk, calls: value.count }));
  },
});

export const putChannel = (channel: Channel, expect: Put['expect']): Put => ({
  key: keyOf(channel.channel),
  value: channel,
  expect,
  index1: { pk: listed, sk: channel.channel },
});
