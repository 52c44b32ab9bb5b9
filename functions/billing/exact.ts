import { type Dong, dong } from '../../shared/kernel/money.ts';

/** A sum of dong that is never rounded: a number, or its digits above 2^53 - 1, so that books close whatever they hold. */
export type Exact = Dong | string;

const isCountable = (sum: bigint): boolean =>
  sum <= BigInt(Number.MAX_SAFE_INTEGER) && sum >= -BigInt(Number.MAX_SAFE_INTEGER);

export const exact = (sum: bigint): Exact => (isCountable(sum) ? dong(Number(sum)) : String(sum));

/** The sum as answers tell it; undefined when they can't tell it exactly. */
export const told = (sum: Exact): Dong | undefined => (typeof sum === 'string' ? undefined : sum);
