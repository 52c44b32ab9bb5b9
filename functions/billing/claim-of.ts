import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Claim } from './arrival.ts';
import { bills } from './bills.ts';
import { type DepositIntent, intents, isForBill } from './intents.ts';
import type { Payable } from './money-on-bill.ts';
import { oneCards } from './one-cards.ts';
import { findPaymentCodes } from './payment-code.ts';
import type { BankNotice } from './providers/notice.ts';
import type { Refund } from './refund.ts';
import { refundIn, refundPrefix } from './refund-code.ts';
import { codePrefixes } from './request-payment.ts';

/** What a code led to, with the versions that a decision relies on. */
export type Found =
  | (Payable & { readonly is: 'bill' })
  | { readonly is: 'refund'; readonly refund: Item<Refund> }
  | { readonly is: 'deposit'; readonly person: PersonId; readonly request?: Item<DepositIntent> };

const known: readonly string[] = Object.values(codePrefixes);

/** Whose money it is, and the codes of its text that lead somewhere. */
export interface Claimed {
  readonly claim: Claim;
  readonly found?: Found;
  readonly codes: readonly string[];
}

/** What may be a code of ours in the text of a transfer. */
function candidatesIn({ code = '', content, direction }: BankNotice): string[] {
  const codes = new Set([...findPaymentCodes(code), ...findPaymentCodes(content)]);
  const prefixes = direction === 'out' ? [refundPrefix] : known;
  return [...codes].filter((one) => prefixes.some((prefix) => one.startsWith(prefix)));
}

/**
 * Whose money it is by the code in its text. Text passes the check of a code by chance once in a while, so a code
 * counts only when a bill, a request, a card or the directory knows it.
 */
export async function claimOf(notice: BankNotice, world: World): Promise<Claimed> {
  if (notice.direction === 'out') {
    const refund = await refundIn(`${notice.code ?? ''} ${notice.content}`, world.table);
    if (!refund) return { claim: { kind: 'none' }, codes: [] };
    const found = { is: 'refund', refund } as const;
    const { code } = refund.value;
    return { claim: claimBy(found), found, codes: code === undefined ? [] : [code] };
  }
  const own: Found[] = [];
  const codes: string[] = [];
  let elsewhere = false;
  for (const code of candidatesIn(notice)) {
    const one = await foundBy(code, world);
    const owner = one ? world.tenant : await world.directory.tenantOf('payment-code', code);
    if (one) own.push(one);
    else elsewhere ||= owner !== undefined && owner !== world.tenant;
    if (owner !== undefined) codes.push(code);
  }
  const [found, another] = own;
  // Two codes in one transfer, also one of ours and one of another hospital's: which was meant is for a person to say.
  if (found && (another || elsewhere)) return { claim: { kind: 'several' }, codes };
  if (!found) return { claim: { kind: elsewhere ? 'other-tenant' : 'none' }, codes };
  return { claim: claimBy(found), found, codes };
}

/**
 * Whether a notice carries a code that leads somewhere and is not among those that came under its reference before.
 * Providers cut and spell a text differently, so only codes are compared, and a text without any says nothing.
 */
export async function namesAnother(
  codes: readonly string[] | undefined,
  notice: BankNotice,
  world: World,
): Promise<boolean> {
  if (!codes || codes.length === 0) return false;
  if (candidatesIn(notice).every((code) => codes.includes(code))) return false;
  return (await claimOf(notice, world)).codes.some((code) => !codes.includes(code));
}

async function foundBy(code: string, { table }: World): Promise<Found | undefined> {
  if (code.startsWith(codePrefixes.oneCard)) {
    // A blocked card pays nothing, but the money still is its patient's.
    const card = await oneCards(table).get(code);
    return card && { is: 'deposit', person: card.value.person };
  }
  const found = await intents(table).get(code);
  if (!found) return undefined;
  const { value, ...item } = found;
  if (!isForBill(value)) return { is: 'deposit', person: value.person, request: { ...item, value } };
  const bill = await bills(table).get(value.bill);
  return bill && { is: 'bill', intent: { ...item, value }, bill };
}

function claimBy(found: Found): Claim {
  if (found.is === 'refund') return { kind: 'refund', refund: found.refund.value };
  if (found.is === 'deposit') {
    const { person, request } = found;
    return { kind: 'top-up', person, ...(request && { intent: request.value }) };
  }
  const { bill, intent } = found;
  return { kind: 'own', person: bill.value.person, bill: bill.value, intent: intent.value };
}
