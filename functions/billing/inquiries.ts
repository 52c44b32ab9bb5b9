import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';

/** A question that was put to a provider, and what came of it. No text of the answer. */
interface Asked {
  readonly id: string;
  readonly at: string;
  readonly channel: string;
  readonly code?: string;
  readonly outcome: 'told' | 'not-yet' | 'failed' | 'unknown';
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Movements of which nobody knew. */
  readonly found: number;
}

/** A movement that a provider told of when it was asked, as it wrote it, sealed (`raw-notice.ts`). */
export interface Found {
  readonly channel: string;
  readonly reference: string;
  readonly at: string;
  readonly raw: readonly string[];
}

const keptDays = 90;
const ends = (at: string): number => Math.floor(Date.parse(at) / 1000) + keptDays * 86_400;
const foundKey = (channel: string, reference: string): Key => ({
  pk: `FOUND#${channel}#${reference.toUpperCase()}`,
  sk: 'FOUND',
});
const askedPk = (channel: string, day: LocalDay): string => `ASKED#${channel}#${day}`;

export const inquiries = (table: TableReads) => ({
  found: (channel: string, reference: string): Promise<Item<Found> | undefined> =>
    table.get<Found>(foundKey(channel, reference)),
  /** The newest questions of a day. */
  async asked(channel: string, day: LocalDay, limit: number): Promise<readonly Asked[]> {
    const page = await table.query<Asked>({ pk: askedPk(channel, day), descending: true, limit });
    return page.items.map(({ value }) => value);
  },
});

export const putAsked = (asked: Asked, day: LocalDay): Put => ({
  key: { pk: askedPk(asked.channel, day), sk: `${asked.at}#${asked.id}` },
  value: asked,
  expect: 'absent',
  expires: ends(asked.at),
});

export const putFound = (found: Found): Put => ({
  key: foundKey(found.channel, found.reference),
  value: found,
  expect: 'absent',
  expires: ends(found.at),
});
