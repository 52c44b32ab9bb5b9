import type { Item, Put, TableReads } from '../../shared/ports/table.ts';

/**
 * Where a provider calls back. Secrets are sealed by the hospital's key and bound to this channel; the newest comes
 * first, and the one before lives on until the next change, so that both ends need not change at one instant.
 */
export type Channel =
  | {
      readonly channel: string;
      readonly provider: 'sepay';
      readonly mode: 'hmac' | 'apikey';
      readonly sealed: readonly string[];
    }
  | {
      readonly channel: string;
      readonly provider: 'vietqr-vn';
      readonly username: string;
      readonly sealed: readonly string[];
    };

const keyOf = (channel: string) => ({ pk: `CHANNEL#${channel}`, sk: 'CHANNEL' });

export const channels = (table: TableReads) => ({
  get: (channel: string): Promise<Item<Channel> | undefined> => table.get<Channel>(keyOf(channel)),
});

export const putChannel = (channel: Channel, expect: Put['expect']): Put => ({
  key: keyOf(channel.channel),
  value: channel,
  expect,
});

/** Counts calls that did not prove themselves, by channel and day. */
export const refusedCalls = (channel: string, day: string) => ({ pk: `REFUSED#${channel}`, sk: day });
