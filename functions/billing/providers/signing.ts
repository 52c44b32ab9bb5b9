import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `given` is the hex of an HMAC over this text under one of the secrets. Case of the hex does not matter. */
export function isHmacOf(
  given: string | undefined,
  text: string | Uint8Array,
  secrets: readonly string[],
  algorithm: 'sha256' | 'sha512',
): boolean {
  const digits = algorithm === 'sha256' ? 64 : 128;
  if (given === undefined || given.length !== digits || !/^[0-9a-f]+$/i.test(given)) return false;
  const mac = Buffer.from(given, 'hex');
  const matches = secrets
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(mac, createHmac(algorithm, secret).update(text).digest()));
  return matches.includes(true);
}

/** The one header of this name, in whatever case; a header that came twice is none. */
export function headerOf(headers: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  return found.length === 1 ? found[0]?.[1] : undefined;
}

/** The same JSON with the keys of every object in order, at every depth; what is no object stays as it is. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, held]) => [key, sortedKeys(held)]));
}
