import * as z from 'zod';
import type { Keys } from '../../shared/ports/world.ts';
import { openCard } from './coverages.ts';

const Carded = z.object({ card: z.object({ sealed: z.string() }) });

/** Opens the card number in a statement of insurance; undefined for every other item. */
export const opened =
  (keys: Keys) =>
  async (value: object): Promise<unknown> => {
    const found = Carded.safeParse(value);
    return found.success ? { cardNumber: await openCard(keys, found.data.card.sealed) } : undefined;
  };
