import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { type Claim, hasEnded, mostTries } from './device.ts';

/** Crockford's base 32: no letter that a person takes for a digit, and none of them forms a word. */
const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 12;

/**
 * A code of 60 bits that a technician types in at the device, `7QK2-M0XA-93TB`. It is a keyed hash of a fresh id:
 * unique as the id is, and not to be guessed by who knows when it was made.
 */
export async function makeCode(id: string, keys: Keys): Promise<string> {
  const bytes = Buffer.from(await keys.digest('device-claim-code', id), 'hex').subarray(0, length);
  const code = [...bytes].map((byte) => symbols.charAt(byte % symbols.length)).join('');
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/** What a person meant: in capitals, without hyphens, O as nought, I and L as one. */
const plain = (code: string): string =>
  code.toUpperCase().replaceAll('-', '').replaceAll('O', '0').replace(/[IL]/g, '1');

/** A digest is bound to its claim, so that the same code elsewhere is another one. */
export const digestOf = (claim: string, code: string, keys: Keys): Promise<string> =>
  keys.digest('device-claim', `${claim}:${plain(code)}`);

/** The claim, while a code may be tried on it at all. */
export const triableClaim = (claim: Claim | undefined, now: Date): Claim | Refusal<'claim-missing'> =>
  claim === undefined
    ? refuse('claim-missing', 'none')
    : hasEnded(claim, now)
      ? refuse('claim-missing', 'ended')
      : claim;

/**
 * Judges one try, which was counted before: so ten tries at once are ten tries, and after the fifth not even the right
 * code is taken.
 * @param tries how many there were, this one included
 */
export function judgeTry(
  claim: Claim,
  tries: number,
  digest: string,
): Refusal<'claim-locked' | 'claim-code-wrong'> | undefined {
  if (tries > mostTries) return refuse('claim-locked');
  return digest === claim.digest ? undefined : refuse('claim-code-wrong');
}
