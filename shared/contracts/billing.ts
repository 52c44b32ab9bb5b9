import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { BillId, EncounterId, PersonId, ServiceCode } from '../kernel/ids.ts';
import { ImportContinued } from '../kernel/import-continued.ts';
import { Dong } from '../kernel/money.ts';
import { Instant, LocalDay } from '../kernel/time.ts';

export const pricesLoaded = event('billing.prices-loaded', 1, z.object({ prices: z.int() }));

export const billIssued = event(
  'billing.bill-issued',
  1,
  z.object({ bill: BillId, encounter: EncounterId, person: PersonId, total: Dong, fundPays: Dong, patientPays: Dong }),
);

/** How money that arrived was understood (the arrival rows of the payment rules). */
export const Arrival = z.enum([
  'exact',
  'less',
  'more',
  'second',
  'late',
  'late-after-settled',
  'unknown-code',
  'other-tenant',
  'outgoing',
]);
export type Arrival = z.infer<typeof Arrival>;

/** Money that moved on a receiving account, once for each transfer. `amount` is negative for `outgoing`. */
export const paymentReceived = event(
  'billing.payment-received',
  1,
  z.object({ payment: z.string(), bill: BillId.optional(), amount: Dong, arrival: Arrival, provider: z.string() }),
);

export const billPaid = event(
  'billing.bill-paid',
  1,
  z.object({
    bill: BillId,
    encounter: EncounterId,
    person: PersonId,
    receipt: z.string(),
    total: Dong,
    fundPays: Dong,
    patientPays: Dong,
  }),
);

/** A callback that carried a known bank reference with other content, or a code of another hospital: a person must look. */
export const paymentQuestioned = event(
  'billing.payment-questioned',
  1,
  z.object({
    reason: z.enum(['reference-reused', 'other-tenant', 'outgoing-unmatched']),
    provider: z.string(),
    reference: z.string(),
  }),
);

/** Rows of a file of open balances are worked off up to `from`; those behind it are next. */
export const balanceImportContinued = event('billing.balance-import-continued', 1, ImportContinued);

/** Lines of a bank statement are kept up to `from`; those behind it are next. */
export const statementImportContinued = event('billing.statement-import-continued', 1, ImportContinued);

/** A bank statement names money that moved and that no callback told of. `line` names the line within account and day. */
export const statementLineMissed = event(
  'billing.statement-line-missed',
  1,
  z.object({ account: z.string(), day: LocalDay, line: z.string() }),
);

/** What a line of a price list is; revenue is kept by kind. */
export const PriceKind = z.enum(['exam', 'lab', 'imaging', 'drug', 'procedure', 'bed', 'supply']);
export type PriceKind = z.infer<typeof PriceKind>;

/** Which of these codes the hospital's price list of today does not know, or knows as another kind than these. */
export const unpricedCodes = question(
  'billing.unpriced-codes',
  z.object({ codes: z.array(ServiceCode), kinds: z.array(PriceKind).optional() }),
  z.object({ unpriced: z.array(ServiceCode) }),
);

/** How a bill stands and what the ledger posted for it: amounts and codes, no services and nobody's name. */
export const billState = question(
  'billing.bill-state',
  z.object({ bill: BillId }),
  z.object({
    state: z.enum(['unknown', 'open', 'part_paid', 'paid', 'void', 'refunded_part', 'refunded']),
    encounter: EncounterId.optional(),
    issuedAt: Instant.optional(),
    total: Dong.optional(),
    fundPays: Dong.optional(),
    patientPays: Dong.optional(),
    paid: Dong.optional(),
    entries: z.array(
      z.object({
        entry: z.string(),
        at: Instant,
        kind: z.string(),
        /** Debits are positive, credits negative; they add up to zero. */
        postings: z.array(z.object({ account: z.string(), amount: Dong })),
      }),
    ),
  }),
);

/** Every channel that was asked for is open, and each took a notice proven as its provider would and no other. */
export const channelsTested = event('billing.channels-tested', 1, z.object({ channels: z.int() }));

/** The secret of a payment channel is `days` old and should be changed; 90 days are the most. */
export const secretDue = event('billing.secret-due', 1, z.object({ channel: z.string(), days: z.int().optional() }));

/** A cashier took cash at a till, for a bill or to be kept for the patient. */
export const cashTaken = event(
  'billing.cash-taken',
  1,
  z.object({
    payment: z.string(),
    bill: BillId.optional(),
    person: PersonId,
    amount: Dong,
    till: z.string(),
    purpose: z.enum(['bill', 'deposit']),
  }),
);

/** Another person approved a refund: the money is set aside, out of the patient's deposit or of what the bill earned. */
export const refundApproved = event(
  'billing.refund-approved',
  1,
  z.object({
    refund: z.string(),
    person: PersonId,
    bill: BillId.optional(),
    amount: Dong,
    way: z.enum(['cash', 'transfer']),
  }),
);

/** The money of a refund has left the hospital, once. `payment` is our id of the payout. */
export const refundPaid = event(
  'billing.refund-paid',
  1,
  z.object({
    refund: z.string(),
    payment: z.string(),
    person: PersonId,
    bill: BillId.optional(),
    amount: Dong,
    way: z.enum(['cash', 'transfer']),
    till: z.string().optional(),
  }),
);

// One Card and deposits

/**
 * What a One Card says when it is scanned or typed: `DNOC1:<hospital>:<number>`, where `DNOC1` names the format and
 * `<hospital>` the tenant that gave it out, or the number alone: `TK`, ten characters and a check character,
 * with the blanks that are printed between them or without.
 */
export const OneCardText = z
  .string()
  .max(80)
  .regex(/^\s*(DNOC1:[a-z][a-z0-9-]{2,31}:)?TK([ -]?[0-9A-HJKMNP-TV-Z]){11}\s*$/i);

/** A patient has a card. `card` is an id: the number pays, so it is in no event. */
export const cardIssued = event('billing.card-issued', 1, z.object({ card: z.string(), person: PersonId }));

/**
 * Money came into a patient's deposit or left it; `why` is the kind of the ledger entry, `amount` is negative when it
 * left, `balance` is what is held then. Balances that a hospital brought with it are not announced.
 */
export const depositChanged = event(
  'billing.deposit-changed',
  1,
  z.object({
    person: PersonId,
    amount: Dong,
    balance: Dong,
    why: z.string(),
    entry: z.string(),
    bill: BillId.optional(),
    encounter: EncounterId.optional(),
  }),
);

/** Whose One Card it is. Of a card of another hospital nothing is told but that. */
export const cardHolder = question(
  'billing.card-holder',
  z.object({ text: OneCardText }),
  z.object({ state: z.enum(['live', 'blocked', 'unknown', 'other-hospital']), person: PersonId.optional() }),
);

/** An invoice got its number. Whom it names is nobody's but the hospital's: it is in no event. */
export const invoiceIssued = event(
  'billing.invoice-issued',
  1,
  z.object({
    invoice: z.string(),
    kind: z.enum(['patient', 'day', 'insurer', 'adjustment', 'replacement']),
    day: LocalDay,
    total: Dong,
    adjusts: z.string().optional(),
    replaces: z.string().optional(),
  }),
);

/** The file of an invoice lies on the hospital's shelf of exports, for its e-invoice provider to take. */
export const invoiceHandedOver = event(
  'billing.invoice-handed-over',
  1,
  z.object({ invoice: z.string(), path: z.string(), sha256: z.string() }),
);

/** The provider registered an invoice, or refused it. */
export const invoiceAnswered = event(
  'billing.invoice-answered',
  1,
  z.object({ invoice: z.string(), registered: z.boolean(), providerNumber: z.string().optional() }),
);
/** A provider is asked: for the movements of a channel, or for the payment with this code. */
export const inquiryDue = event(
  'billing.inquiry-due',
  1,
  z.object({ channel: z.string(), code: z.string().optional() }),
);

/** A provider that was asked told of money that no callback had told of. */
export const noticeFound = event('billing.notice-found', 1, z.object({ channel: z.string(), reference: z.string() }));
// Price lists, corrected charges and voided bills.

/** Rows of a price list are taken up to `from`; those behind it are next. */
export const priceImportContinued = event('billing.price-import-continued', 1, ImportContinued);

/** A bill was reckoned again. The sums are those of the new version; `surplus` dong went to the patient's deposit. */
export const billCorrected = event(
  'billing.bill-corrected',
  1,
  z.object({
    bill: BillId,
    encounter: EncounterId,
    person: PersonId,
    version: z.int(),
    total: Dong,
    fundPays: Dong,
    patientPays: Dong,
    surplus: Dong,
  }),
);

/** A bill on which nothing was paid was taken back as a whole; its visit may be billed anew. */
export const billVoided = event(
  'billing.bill-voided',
  1,
  z.object({ bill: BillId, encounter: EncounterId, person: PersonId }),
);
