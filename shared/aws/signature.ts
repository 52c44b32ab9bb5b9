/**
 * ECDSA P-256 signatures in their two forms. KMS speaks ASN.1 DER (X9.62); the house keeps what JWS ES256 uses, r and
 * s of 32 bytes each (IEEE P1363, RFC 7518 section 3.4), so that both editions give signatures of one form.
 */
const partBytes = 32;
const sequenceTag = 0x30;
const integerTag = 0x02;

/** @throws when this is not a sequence of two positive integers of at most 32 bytes. */
export function fromDer(der: Uint8Array): Buffer {
  const bytes = Buffer.from(der);
  // A P-256 signature takes at most 72 bytes, so every length is one byte.
  if (bytes[0] !== sequenceTag || bytes[1] !== bytes.length - 2) throw new Error('not a DER signature');
  const [r, afterR] = readInteger(bytes, 2);
  const [s, end] = readInteger(bytes, afterR);
  if (end !== bytes.length) throw new Error('not a DER signature');
  return Buffer.concat([r, s]);
}

function readInteger(bytes: Buffer, at: number): [Buffer, number] {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  if (bytes[at] !== integerTag || length === 0 || end > bytes.length) throw new Error('not a DER signature');
  let digits = bytes.subarray(at + 2, end);
  while (digits.length > 1 && digits[0] === 0) digits = digits.subarray(1);
  if (digits.length > partBytes) throw new Error('not a P-256 signature');
  return [Buffer.concat([Buffer.alloc(partBytes - digits.length), digits]), end];
}

/** Undefined when it is not 64 bytes: such a text is no signature of ours, whatever it says. */
export function toDer(signature: Uint8Array): Buffer | undefined {
  if (signature.length !== 2 * partBytes) return undefined;
  const bytes = Buffer.from(signature);
  const body = Buffer.concat([writeInteger(bytes.subarray(0, partBytes)), writeInteger(bytes.subarray(partBytes))]);
  return Buffer.concat([Buffer.from([sequenceTag, body.length]), body]);
}

function writeInteger(part: Buffer): Buffer {
  let digits = part;
  while (digits.length > 1 && digits[0] === 0) digits = digits.subarray(1);
  // A leading bit would make it negative.
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([integerTag, digits.length + sign.length, ...sign]), digits]);
}
