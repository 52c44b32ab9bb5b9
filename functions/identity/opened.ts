import * as z from 'zod';
import type { Keys } from '../../shared/ports/world.ts';
import { openDetails } from './persons.ts';

const Sealed = z.object({ sealed: z.string() });

/** Opens what lies sealed in a person or a reading; undefined for every other item. */
export const opened =
  (keys: Keys) =>
  async (value: object): Promise<unknown> => {
    const found = Sealed.safeParse(value);
    return found.success ? openDetails(keys, found.data.sealed) : undefined;
  };
