import * as z from 'zod';
import type { ReceivingAccount } from '../../shared/contracts/tenants.ts';
import { PersonId, type TenantId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { isPaymentCode } from './payment-code.ts';
import { codePrefixes, standingPayload } from './request-payment.ts';

/** Why a card pays no more. */
export const BlockReason = z.enum(['lost', 'stolen', 'damaged', 'returned']);

/** The number of a One Card, as it stands in a path. Its check character is looked at when the card is. */
export const OneCardNumber = z.string().regex(/^TK[0-9A-HJKMNP-TV-Z]{11}$/);

/**
 * A One Card: one live for each patient and hospital. It holds no money: it names the person whose deposit it spends,
 * so a new card spends what the lost one did.
 */
export interface OneCard {
  /** An id that pays nothing, for events and audit. */
  readonly cardId: string;
  /** The number: 50 bits of a keyed hash and a check character; also a payment code that tops the deposit up. */
  readonly oneCard: string;
  readonly person: PersonId;
  readonly state: 'live' | 'blocked';
  readonly issuedAt: string;
  readonly issuedBy: string;
  readonly blockedAt?: string;
  readonly blockedBy?: string;
  readonly blockedFor?: z.infer<typeof BlockReason>;
}

/** The card that a patient was given last, and how many there were. */
export interface Holding {
  readonly oneCard: string;
  readonly live: boolean;
  readonly issued: number;
}

export const OneCardView = z.object({
  cardId: z.string(),
  oneCard: z.string(),
  person: PersonId,
  state: z.enum(['live', 'blocked']),
  issuedAt: Instant,
  blockedAt: Instant.optional(),
  blockedFor: BlockReason.optional(),
  /** Dong held for the patient: what the card can pay. */
  balance: Dong,
  /** What the QR code on the card says: `DNOC1:<hospital>:<number>`. */
  text: z.string(),
  /** VietQR payload without an amount, good for ever: what is paid by it comes into the deposit. */
  payload: z.string(),
});

/**
 * What the QR code of a card says: `DNOC1:<hospital>:<number>`, the format with its version, the tenant that gave the
 * card out, and the number. Of a stranger's card a hospital learns by it that it is none of its own, and no more.
 */
export const oneCardText = (hospital: TenantId, oneCard: string): string => `DNOC1:${hospital}:${oneCard}`;

/** What was scanned or typed, in any case: the number, and the hospital where the text names one. */
export function readOneCardText(text: string): { oneCard: string; hospital: string | undefined } | undefined {
  const parts = text.trim().split(':');
  const [format, hospital] = parts.length === 3 ? parts : [];
  if (parts.length !== 1 && format?.toUpperCase() !== 'DNOC1') return undefined;
  const oneCard = (parts.at(-1) ?? '').toUpperCase().replace(/[ -]/g, '');
  if (!oneCard.startsWith(codePrefixes.oneCard) || !isPaymentCode(oneCard)) return undefined;
  return { oneCard, hospital: hospital?.toLowerCase() };
}

/** A card as a desk sees it. */
export const oneCardView = (
  { issuedBy: _, blockedBy: __, ...card }: OneCard,
  { hospital, payTo, balance }: { hospital: TenantId; payTo: ReceivingAccount; balance: Dong },
): z.input<typeof OneCardView> => ({
  ...card,
  balance,
  text: oneCardText(hospital, card.oneCard),
  payload: standingPayload(payTo, card.oneCard),
});
