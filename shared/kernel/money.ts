import * as z from 'zod';

/** Vietnamese dong, whole. The dong has no smaller unit (ISO 4217 exponent 0), so money is never a fraction. */
export const Dong = z.int().brand<'Dong'>();
export type Dong = z.infer<typeof Dong>;

/** @throws RangeError when `amount` is not a safe integer: a fraction of a dong is a bug, not an input. */
export function dong(amount: number): Dong {
  if (!Number.isSafeInteger(amount)) throw new RangeError('dong must be a safe integer');
  return amount as Dong;
}

export const sumDong = (amounts: readonly Dong[]): Dong => dong(amounts.reduce((sum, amount) => sum + amount, 0));
