/** Digits and letters without I, L, O and U, which people and fonts confuse with others. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 10;
/** Two letters, ten characters, one check character: short enough for the 19 that VietQR.vn lets through. */
export const paymentCodeLength = 2 + bodyLength + 1;

/**
 * The check character makes the code a word of a linear code over GF(32) (modulus x^5 + x^2 + 1): each character is
 * weighed by another power of x, the check makes the sum zero. All weights differ and none is zero, so every wrong
 * character and every exchange of two characters, neighbours or not, is found.
 */
function remainder(text: string): number {
  let sum = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return -1;
    sum = (sum << 1) ^ value;
    if (sum > 31) sum ^= 0b100101;
  }
  return sum;
}

/** The character that, put behind `text`, brings the sum to zero. */
function checkCharacter(text: string): string {
  const sum = remainder(`${text}0`);
  return alphabet.charAt(sum);
}

/**
 * A code that finds its bill when it comes back in the text of a bank transfer.
 * @param prefix two letters, without I, L, O and U, that say what kind of thing it finds
 * @param entropy hex digits, hyphens allowed: a UUID will do. The last 50 bits are used, which are random in both
 *   version 4 and 7.
 * @throws RangeError when either is of another form: both come from configuration and code, never from a person.
 */
export function paymentCode(prefix: string, entropy: string): string {
  if (!/^[A-HJKMNP-TV-Z]{2}$/.test(prefix))
    throw new RangeError('a payment code begins with two letters of its alphabet');
  const hex = entropy.replaceAll('-', '');
  if (!/^[0-9a-fA-F]{13,}$/.test(hex)) throw new RangeError('a payment code needs at least 13 hex digits');
  let rest = Number.parseInt(hex.slice(-13), 16);
  let body = '';
  for (let n = 0; n < bodyLength; n++) {
    body += alphabet.charAt(rest % 32);
    rest = Math.floor(rest / 32);
  }
  return prefix + body + checkCharacter(prefix + body);
}

export const isPaymentCode = (text: string): boolean =>
  text.length === paymentCodeLength && /^[A-Z]{2}/.test(text) && remainder(text) === 0;

/**
 * The codes in the text of a transfer, in order, each once. Banks add words before and behind, change case and drop
 * or insert punctuation, so only letters and digits count and a code may begin anywhere. One stretch of foreign text
 * in 32 passes the check by chance: a code found here is a question to the directory, not yet an answer.
 */
export function findPaymentCodes(content: string): string[] {
  const text = content.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const codes = new Set<string>();
  for (let at = 0; at + paymentCodeLength <= text.length; at++) {
    const candidate = text.slice(at, at + paymentCodeLength);
    if (isPaymentCode(candidate)) codes.add(candidate);
  }
  return [...codes];
}
