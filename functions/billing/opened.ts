import * as z from 'zod';
import type { Keys } from '../../shared/ports/world.ts';
import { unsealRaw } from './raw-notice.ts';

const Noticed = z.object({ raw: z.array(z.string()) });

/** Opens the notice that a bank sent, base64; undefined for every other item. Secrets of channels stay sealed. */
export const opened =
  (keys: Keys) =>
  async (value: object): Promise<unknown> => {
    const found = Noticed.safeParse(value);
    return found.success ? { raw: (await unsealRaw(found.data.raw, keys)).toString('base64') } : undefined;
  };
