import type { Keys } from '../../shared/ports/world.ts';
import { Member } from './member.ts';
import { detailsOf } from './members.ts';

/** Opens the details that a member stated; undefined for every other item. */
export const opened =
  (keys: Keys) =>
  async (value: object): Promise<unknown> => {
    const found = Member.safeParse(value);
    return found.success ? (await detailsOf(keys, found.data))?.reveal() : undefined;
  };
