import * as z from 'zod';
import type { PriceKind } from '../../shared/contracts/billing.ts';
import type { EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Price } from './price.ts';

/** A visit as billing knows it. Its day decides prices of the examination and the insurance rules. */
export interface Visit {
  readonly encounter: EncounterId;
  readonly person: PersonId;
  readonly day: LocalDay;
}

/** One priced service or drug, with the price of the day it was ordered. `source` names the order line. */
export interface Charge {
  readonly source: string;
  readonly code: ServiceCode;
  readonly kind: PriceKind;
  readonly vi: string;
  readonly en: string;
  readonly quantity: number;
  readonly price: Dong;
  readonly insurerPrice: Dong;
  readonly coverageRate: number;
  readonly day: LocalDay;
  /** Present on a reversal, whose quantity is negative: the charge that it takes back, in part or whole. */
  readonly reverses?: string;
  /** Who took it back or charged it by hand, when and why. */
  readonly by?: string;
  readonly at?: string;
  readonly reason?: string;
}

export interface Ordered {
  readonly source: string;
  readonly code: ServiceCode;
  readonly quantity: number;
}

/** Names a charge of a visit, or a reversal. */
export const ChargeSource = z.string().regex(/^[A-Za-z0-9#~._:-]{1,120}$/);

/** The source of a visit's examination: there is one for each encounter. */
export const examinationSource = 'examination';

/**
 * Charges for what was ordered, at the prices of that day.
 * @throws Error when a code has no price: orders are checked against the list, so it must be on its way or is a bug.
 */
export const chargesOf = (
  ordered: readonly Ordered[],
  prices: ReadonlyMap<ServiceCode, Price>,
  day: LocalDay,
): Charge[] =>
  ordered.map(({ source, code, quantity }) => {
    const price = prices.get(code);
    if (!price) throw new Error(`no price for ${code} on ${day}`);
    const { kind, vi, en, insurerPrice, coverageRate } = price;
    return { source, code, kind, vi, en, quantity, price: price.price, insurerPrice, coverageRate, day };
  });

/** What is left of each charge after its reversals, in order of the charges; a charge that is all taken back is gone. */
export function netCharges(charges: readonly Charge[]): Charge[] {
  const taken = new Map<string, number>();
  for (const { reverses, quantity } of charges) {
    if (reverses !== undefined) taken.set(reverses, (taken.get(reverses) ?? 0) + quantity);
  }
  return charges.flatMap((charge) => {
    const quantity = charge.quantity + (taken.get(charge.source) ?? 0);
    if (charge.reverses !== undefined || quantity === 0) return [];
    const { by: _by, at: _at, reason: _reason, ...line } = charge;
    return [{ ...line, quantity }];
  });
}

/**
 * The charge that takes back `quantity` of a source, or all that is left of it. A charge is never changed.
 * @returns a refusal when nothing of that source is there, or less than is to be taken back
 */
export function reversalOf(
  charges: readonly Charge[],
  taken: { readonly source: string; readonly quantity: number | 'all' },
  stamp: { readonly by: string; readonly at: string; readonly reason: string },
): Charge | Refusal<'not-found' | 'charge-below-zero'> {
  const charge = charges.find(({ source, reverses }) => source === taken.source && reverses === undefined);
  if (!charge) return refuse('not-found');
  const left = netCharges(charges).find(({ source }) => source === taken.source)?.quantity ?? 0;
  const quantity = taken.quantity === 'all' ? left : taken.quantity;
  if (quantity > left || left === 0) return refuse('charge-below-zero', `left-${left}`);
  const turn = charges.filter(({ reverses }) => reverses === taken.source).length + 1;
  return { ...charge, ...stamp, source: `${taken.source}~${turn}`, quantity: -quantity, reverses: taken.source };
}

/** Charges of a visit from which on a desk adds none: what orders add must still find room. */
export const mostByHand = 1500;

/** What no order makes, so that a desk charges it by hand. */
export const chargedByHand: readonly PriceKind[] = ['procedure', 'bed', 'supply'];
