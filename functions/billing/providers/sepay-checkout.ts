import { createHmac } from 'node:crypto';

/** What SePay's payment gateway signs, in its order of signing wherever a form may have built them otherwise. */
type Field = readonly [name: string, value: string | number];

interface Signed {
  /** Names in the order in which they were signed; the form must send them so. */
  readonly fieldOrder: readonly string[];
  readonly signature: string;
}

/** Fields of the form that are never signed. */
const unsigned = new Set(['signature']);

/**
 * Signs the form that sends a payer to SePay's checkout page: base64 of an HMAC-SHA256 over `name=value` joined by
 * commas, in the order in which the fields were built and not sorted, the merchant last (npm sepay-pg-node).
 */
export function signSepayCheckout(fields: readonly Field[], merchant: { id: string; secret: string }): Signed {
  const signed: Field[] = [
    ...fields.filter(([name]) => !unsigned.has(name) && name !== 'merchant'),
    ['merchant', merchant.id],
  ];
  const text = signed.map(([name, value]) => `${name}=${value}`).join(',');
  return {
    fieldOrder: signed.map(([name]) => name),
    signature: createHmac('sha256', merchant.secret).update(text).digest('base64'),
  };
}
