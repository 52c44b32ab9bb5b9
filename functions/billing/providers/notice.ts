import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type Dong, dong } from '../../../shared/kernel/money.ts';

/** Whoever reports movements to us: banks' aggregators, gateways and wallets, and a bank under contract. */
export const providers = ['sepay', 'vietqr-vn', 'casso', 'payos', 'vnpay', 'momo', 'zalopay', 'signed-bank'] as const;
type Provider = (typeof providers)[number];

/** One movement on an account as a provider reports it, whoever the provider is. */
export interface BankNotice {
  /** `statement`: no provider reported it, the bank's statement did. */
  readonly provider: Provider | 'statement';
  /** The provider's own id of the movement. */
  readonly providerId: string;
  /** The bank's id of the movement. It alone tells a repeat, whoever reports it. */
  readonly bankRef: string;
  /** The provider named none, so `bankRef` is made from its own id. */
  readonly madeUp?: true;
  readonly account: string;
  /** The virtual account to which the payer sent it, where the provider names it beside the account behind. */
  readonly virtualAccount?: string;
  /** Positive, whichever way it went. */
  readonly amount: Dong;
  readonly direction: 'in' | 'out';
  /** The text of the transfer, in which the payment code travels. */
  readonly content: string;
  /** A code the provider believes to have found. */
  readonly code?: string;
  readonly at: Date;
}

/** What is wrong with the first wrong field of a callback; never its value. */
interface UnreadableNotice {
  readonly ok: false;
  readonly reason: 'not-json' | 'bad-field';
  readonly field?: string;
}
export type ReadNotice = { readonly ok: true; readonly notice: BankNotice } | UnreadableNotice;

/** A gateway or wallet also reports attempts that failed: proven, readable, and no money. */
export type ReadGateway = { readonly ok: true; readonly paid: boolean; readonly notice: BankNotice } | UnreadableNotice;

export type Authenticity<R extends string> = { readonly ok: true } | { readonly ok: false; readonly reason: R };

/** No provider nests deeper than four; what reads JSON depth by depth has an end before it is proven who sent it. */
const deepest = 32;

/** Whether lists and objects stand in each other deeper than any notice has them; brackets within texts do not count. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isText) {
      if (sign === '\\') at++;
      else if (sign === '"') isText = false;
    } else if (sign === '"') isText = true;
    else if (sign === '{' || sign === '[') {
      if (++depth > deepest) return true;
    } else if (sign === '}' || sign === ']') depth--;
  }
  return false;
}

/** What a text says, or undefined when it is no JSON or nested too deep. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

export const badField = (error: z.ZodError): UnreadableNotice => {
  const field = error.issues[0]?.path[0];
  return field === undefined
    ? { ok: false, reason: 'bad-field' }
    : { ok: false, reason: 'bad-field', field: String(field) };
};

/** Ids and references: at most 128 printable characters, so that they can be part of a key. Numbers are kept as text. */
export const Reference = z
  .union([z.int().nonnegative(), z.string()])
  .transform(String)
  .pipe(
    z
      .string()
      .trim()
      .regex(/^[\x20-\x7e]{1,128}$/),
  );

/** Absent, null, empty and blank all mean that there is none. */
export const OptionalReference = z
  .union([z.int().nonnegative(), z.string()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value).trim()))
  .pipe(z.string().regex(/^[\x20-\x7e]{0,128}$/))
  .transform((text) => (text === '' ? undefined : text));

/** Positive whole dong of at most 13 digits, as a number or as its digits. */
export const Amount = z
  .union([
    z.int(),
    z
      .string()
      .trim()
      // Some senders write the two decimals that the dong does not have.
      .regex(/^\d{1,13}(\.0{1,2})?$/)
      .transform(Number),
  ])
  .refine((amount) => amount > 0 && amount <= 9_999_999_999_999)
  .transform(dong);

/** Milliseconds since 1970, as a number or as its digits. A time in another form says nothing of the money: then none. */
export const Milliseconds = z
  .unknown()
  .transform((value) => {
    const ms = typeof value === 'string' && /^\d{13}$/.test(value) ? Number(value) : value;
    return typeof ms === 'number' && Number.isInteger(ms) && ms >= 1e12 && ms < 1e13 ? new Date(ms) : undefined;
  })
  .optional();

const longestContent = 1000;
/** The text of a transfer; a bank may send none. What is longer than any bank takes is cut: the money is there anyway. */
export const Content = z
  .string()
  .nullish()
  .transform((text) => (text ?? '').slice(0, longestContent));

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whether `given` is one of these secrets, in a time that tells nothing of either. An empty secret is none. */
export function isOneOf(given: string, secrets: readonly string[]): boolean {
  const found = secrets.map((secret) => secret !== '' && timingSafeEqual(digest(given), digest(secret)));
  return found.includes(true);
}

/** The body as text, a byte order mark left out. Bytes that are not UTF-8 are replaced: the signature was over the bytes. */
export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);
