import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type OneCard, readOneCardText } from './one-card.ts';
import { oneCards } from './one-cards.ts';

export const findRefusals = ['card-unknown', 'card-other-hospital'] as const;

/**
 * The card behind a number or a scanned text, live or blocked. Another hospital's card is told apart by its text or,
 * when only the number was typed, by the directory: whose it is there, nobody here can learn.
 */
export async function findOneCard(
  text: string,
  { table, directory, tenant }: World,
): Promise<Item<OneCard> | Refusal<(typeof findRefusals)[number]>> {
  const read = readOneCardText(text);
  if (!read) return refuse('card-unknown');
  if (read.hospital !== undefined && read.hospital !== tenant) return refuse('card-other-hospital');
  const found = await oneCards(table).get(read.oneCard);
  if (found) return found;
  const owner = await directory.tenantOf('payment-code', read.oneCard);
  return refuse(owner === undefined || owner === tenant ? 'card-unknown' : 'card-other-hospital');
}
