import type { World } from '../../shared/ports/world.ts';
import { paymentCode } from './payment-code.ts';

const mostTries = 5;

interface Claim {
  /** What the code is for: the same subject claims the same code. */
  readonly subject: string;
  readonly prefix: string;
  /** Of the digest, so that subjects of two kinds never give one code. */
  readonly purpose: string;
}

/**
 * The first code of the subject that nothing here has and no hospital has claimed.
 * @throws when none of the first five is free
 */
export async function claimFree(
  { subject, prefix, purpose }: Claim,
  isTaken: (code: string) => Promise<boolean>,
  { keys, directory }: World,
): Promise<string> {
  for (let turn = 0; turn < mostTries; turn++) {
    const code = paymentCode(prefix, await keys.digest(purpose, `${subject}#${turn}`));
    if (!(await isTaken(code)) && (await directory.claim('payment-code', code))) return code;
  }
  throw new Error(`no free ${purpose} for ${subject}`);
}
