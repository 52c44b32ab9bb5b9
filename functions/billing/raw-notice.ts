import type { Keys } from '../../shared/ports/world.ts';

const purpose = 'bank-notice';
/** Sealing takes 4 KB at once, and base64 makes four of three. */
const chunkBytes = 3_000;
/** A notice has about 1 KB. More than this is no notice, and an item of the store holds 400 KB. */
const keptBytes = 48_000;

/**
 * The notice as it came, under the hospital's key: it names the payer and the payer's account. Only the first 48 kB of
 * a longer one are kept.
 */
export async function sealRaw(raw: Uint8Array, keys: Keys): Promise<string[]> {
  const kept = Buffer.from(raw).subarray(0, keptBytes);
  const chunks: Promise<string>[] = [];
  for (let at = 0; at < kept.length; at += chunkBytes) {
    chunks.push(keys.seal(purpose, kept.subarray(at, at + chunkBytes).toString('base64')));
  }
  return Promise.all(chunks);
}

/** The bytes of a sealed notice. @throws when a part was changed or is another hospital's. */
export async function unsealRaw(sealed: readonly string[], keys: Keys): Promise<Buffer> {
  const chunks = await Promise.all(sealed.map((chunk) => keys.unseal(purpose, chunk)));
  return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk, 'base64')));
}
