import * as z from 'zod';
import type { Keys } from '../../shared/ports/world.ts';
import { unsealBuyer } from './buyer.ts';
import { unsealRaw } from './raw-notice.ts';

const Noticed = z.object({ raw: z.array(z.string()) });
const Bought = z.object({ buyer: z.string() });

/**
 * Opens the notice that a bank sent, base64, and whom an invoice names; undefined for every other item. Secrets of
 * channels stay sealed.
 */
export const opened =
  (keys: Keys) =>
  async (value: object): Promise<unknown> => {
    const noticed = Noticed.safeParse(value);
    if (noticed.success) return { raw: (await unsealRaw(noticed.data.raw, keys)).toString('base64') };
    const bought = Bought.safeParse(value);
    return bought.success ? { buyer: await unsealBuyer(bought.data.buyer, keys) } : undefined;
  };
