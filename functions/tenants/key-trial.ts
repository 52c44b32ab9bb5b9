import type { Keys } from '../../shared/ports/world.ts';

const purpose = 'onboarding';
const trial = 'a word that means nothing';

/**
 * Uses each of a hospital's keys once: seals and unseals, digests, signs and verifies.
 * @returns the id of the signing key.
 * @throws when a key is missing, may not be used, or does not undo what it did.
 */
export async function tryKeys(keys: Keys): Promise<string> {
  const sealed = await keys.seal(purpose, trial);
  if ((await keys.unseal(purpose, sealed)) !== trial) throw new Error('the sealing key does not open what it sealed');
  const digest = await keys.digest(purpose, trial);
  if (digest !== (await keys.digest(purpose, trial))) throw new Error('the digest key has two answers for one value');
  const content = Buffer.from(trial);
  const { keyId, signature } = await keys.sign(content);
  if (!(await keys.verify(content, signature))) throw new Error('the signing key does not know its own signature');
  return keyId;
}
