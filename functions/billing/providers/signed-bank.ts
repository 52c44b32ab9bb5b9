import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import {
  Amount,
  type Authenticity,
  badField,
  Content,
  OptionalReference,
  parseJson,
  type ReadNotice,
  Reference,
} from './notice.ts';
import { headerOf } from './signing.ts';

type SignedBankDoubt = 'no-key' | 'header-missing' | 'header-malformed' | 'signature-wrong' | 'outside-window';

/** Both clocks may be five minutes apart. */
const windowMs = 300_000;

/** A public key as text without line ends: base64 of its SubjectPublicKeyInfo, the inside of a PEM file. */
const keyOf = (key: string) => createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });

/**
 * A bank's public key as it hands it over: RSA of 2048 bits or more, or an EC key on P-256 or P-384.
 * @returns why it can't be used, or undefined when it can.
 */
export function flawOfBankKey(key: string): 'not-a-key' | 'too-weak' | undefined {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = keyOf(key);
    if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048 ? undefined : 'too-weak';
    if (type === 'ec') return ['prime256v1', 'secp384r1'].includes(details?.namedCurve ?? '') ? undefined : 'too-weak';
    return 'not-a-key';
  } catch {
    return 'not-a-key';
  }
}

/** A key that can't be used proves nothing, and is no reason to fail: the one beside it may be the bank's. */
function isSignedBy(key: string, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', signed, keyOf(key), signature);
  } catch {
    return false;
  }
}

/**
 * Whether the call is the bank's: `X-Signature` is the base64 of a SHA-256 signature (RSA PKCS#1 v1.5, or ECDSA) over
 * the value of `X-Timestamp` (Unix milliseconds), a point, and the bytes of the body. No bank publishes its form; this
 * is what we propose in a contract, and `docs/operations.md` shows how to hang in a bank that insists on its own.
 */
export function verifySignedBank(
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: Uint8Array,
  publicKeys: readonly string[],
  now: Date,
): Authenticity<SignedBankDoubt> {
  if (publicKeys.length === 0) return { ok: false, reason: 'no-key' };
  const stamp = headerOf(headers, 'x-timestamp');
  const signature = headerOf(headers, 'x-signature');
  if (stamp === undefined || signature === undefined) return { ok: false, reason: 'header-missing' };
  if (!/^\d{1,15}$/.test(stamp) || !/^[A-Za-z0-9+/]{80,1400}={0,2}$/.test(signature)) {
    return { ok: false, reason: 'header-malformed' };
  }
  const signed = Buffer.concat([Buffer.from(`${stamp}.`), rawBody]);
  const given = Buffer.from(signature, 'base64');
  const matches = publicKeys.map((key) => isSignedBy(key, signed, given));
  if (!matches.includes(true)) return { ok: false, reason: 'signature-wrong' };
  return Math.abs(now.getTime() - Number(stamp)) > windowMs ? { ok: false, reason: 'outside-window' } : { ok: true };
}

const Body = z.object({
  /** The bank's own number of the movement; it never comes twice for two movements. */
  reference: Reference,
  account: Reference,
  amount: Amount,
  direction: z.enum(['in', 'out']),
  content: Content,
  virtualAccount: OptionalReference,
  at: z.iso.datetime({ offset: true }),
});

/** Reads the body of a verified call. */
export function readSignedBankNotice(rawBody: string): ReadNotice {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Body.safeParse(json.value);
  if (!body.success) return badField(body.error);
  const { reference, account, amount, direction, content, virtualAccount, at } = body.data;
  return {
    ok: true,
    notice: {
      provider: 'signed-bank',
      providerId: reference,
      bankRef: reference,
      account,
      amount,
      direction,
      content,
      ...(virtualAccount !== undefined && { code: virtualAccount }),
      at: new Date(at),
    },
  };
}

export const signedBankReplies = {
  done: { status: 200, body: { accepted: true } },
  forged: { status: 401, body: { accepted: false, reason: 'signature not accepted' } },
  unreadable: { status: 400, body: { accepted: false, reason: 'body not understood' } },
} as const;
