import type * as z from 'zod';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { deposits } from './deposits.ts';
import { hospitals } from './hospitals.ts';
import { type OneCard, type OneCardView, oneCardView } from './one-card.ts';

/** A card with its patient's balance and codes. */
export async function viewOneCard(
  card: OneCard,
  { table, tenant }: World,
): Promise<z.input<typeof OneCardView> | Refusal<'account-missing'>> {
  const hospital = await hospitals(table).get();
  if (!hospital) return refuse('account-missing');
  const balance = await deposits(table).balance(card.person);
  return oneCardView(card, { hospital: tenant, payTo: hospital.payTo, balance });
}
