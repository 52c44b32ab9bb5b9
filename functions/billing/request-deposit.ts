import * as z from 'zod';
import type { EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { hospitals } from './hospitals.ts';
import { type DepositIntent, putIntent } from './intents.ts';
import { billPayload, claimCode, codePrefixes, paymentEnds } from './request-payment.ts';

/** The code of such a request, as it stands in a path. */
export const DepositCode = z.string().regex(/^NT[0-9A-HJKMNP-TV-Z]{11}$/);

/** A request for money into a deposit, as it is shown to whoever pays. */
export const DepositRequest = z.object({
  /** The payment code in the transfer's text. */
  depositRequest: z.string(),
  amount: Dong,
  /** VietQR payload. */
  payload: z.string(),
  expiresAt: Instant,
});

interface Asked {
  readonly kind: DepositIntent['kind'];
  readonly person: PersonId;
  readonly encounter?: EncounterId;
  readonly amount: number;
}

/** A code of its own for money that a patient wants to leave with the hospital. What comes too late is kept as well. */
export async function requestDeposit(
  { amount, ...asked }: Asked,
  world: World,
): Promise<z.input<typeof DepositRequest> | Refusal<'account-missing'>> {
  const hospital = await hospitals(world.table).get();
  if (!hospital) return refuse('account-missing');
  const code = await claimCode(`deposit#${world.newId()}`, world, codePrefixes.deposit);
  const wanted = dong(amount);
  const payload = billPayload(hospital.payTo, code, wanted);
  const expiresAt = paymentEnds(world.now);
  const intent: DepositIntent = {
    ...asked,
    code,
    state: 'open',
    received: dong(0),
    amount: wanted,
    payload,
    expiresAt,
  };
  world.table.commit({ put: [putIntent(intent, 'absent')] });
  return { depositRequest: code, amount: wanted, payload, expiresAt };
}
