import * as z from 'zod';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { subjectOf } from './chip/certificate.ts';
import { noTrust, type Trust, type TrustSetting, trustOf } from './chip/trust.ts';

const mostRoots = 20;
const mostLists = 10;
/** Characters of base64 or PEM. */
const longestRoot = 8_000;
const longestList = 20_000;

/** Whom the hospital believes; all of it is public. An empty list of roots leaves every chip unverified. */
export const ChipRoots = z.strictObject({
  roots: z.array(z.string().max(longestRoot)).max(mostRoots),
  revocationLists: z.array(z.string().max(longestList)).max(mostLists).default([]),
});

/** A pinned root as people compare it with what the authority published. */
export const ShownRoots = z.object({
  roots: z.array(
    z.object({
      /** SHA-256, hexadecimal with colons. */
      fingerprint: z.string(),
      subject: z.string(),
      from: z.iso.datetime({ precision: 3 }),
      to: z.iso.datetime({ precision: 3 }),
      revoked: z.int(),
    }),
  ),
});

export const shownRoots = ({ roots }: Trust): z.infer<typeof ShownRoots> => ({
  roots: roots.map(({ certificate, revoked }) => ({ ...subjectOf(certificate), revoked: revoked.size })),
});

const key: Key = { pk: 'CHIP-ROOTS', sk: 'SETTING' };

export const chipRoots = (table: TableReads) => {
  const kept = (): Promise<Item<TrustSetting> | undefined> => table.get<TrustSetting>(key);
  return {
    /** @throws when what was pinned no longer reads, which nothing but a fault can cause. */
    async trust(): Promise<Trust> {
      const found = await kept();
      if (!found) return noTrust;
      const trust = trustOf(found.value);
      if (isRefusal(trust)) throw new Error(`pinned roots are unfit: ${trust.refused}`);
      return trust;
    },
    async pinning(value: TrustSetting): Promise<Put> {
      return { key, value, expect: (await kept())?.version ?? 'absent' };
    },
  };
};
