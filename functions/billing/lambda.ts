import { context } from '../../shared/kernel/doors.ts';
import { callbacksOf, reactionOf, readsOf, scheduleOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerEncounterState } from '../encounters/answer-encounter-state.ts';
import { answerPersonBySource } from '../identity/answer-person-by-source.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { answerCoverage } from '../insurance/answer-coverage.ts';
import { answerBillables } from '../records/answer-billables.ts';
import { askProviders as askProvidersDoor } from './ask-providers.ts';
import { closeBooks as closeBooksDoor } from './close-books.ts';
import { expireIntents as expireIntentsDoor } from './expire-intents.ts';
import { billing } from './index.ts';
import { invoiceDays as invoiceDaysDoor } from './invoice-days.ts';
import { onBalanceImportContinued as onBalanceImportContinuedDoor } from './on-balance-import-continued.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onEncounterOpened as onEncounterOpenedDoor } from './on-encounter-opened.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onInquiryDue as onInquiryDueDoor } from './on-inquiry-due.ts';
import { onInvoiceIssued as onInvoiceIssuedDoor } from './on-invoice-issued.ts';
import { onNoticeFound as onNoticeFoundDoor } from './on-notice-found.ts';
import { onOrderPlaced as onOrderPlacedDoor } from './on-order-placed.ts';
import { onPrescriptionIssued as onPrescriptionIssuedDoor } from './on-prescription-issued.ts';
import { onPriceImportContinued as onPriceImportContinuedDoor } from './on-price-import-continued.ts';
import { onStatementImportContinued as onStatementImportContinuedDoor } from './on-statement-import-continued.ts';
import { onStatementLineMissed as onStatementLineMissedDoor } from './on-statement-line-missed.ts';
import { openRequestedChannels as openRequestedChannelsDoor } from './open-requested-channels.ts';
import { secretsDue as secretsDueDoor } from './secrets-due.ts';

export const billingReads = /* @__PURE__ */ readsOf(billing, [
  context('encounters', { answerEncounterState }),
  context('records', { answerBillables }),
  context('insurance', { answerCoverage }),
]);
export const billingWrites = /* @__PURE__ */ writesOf(billing, [
  context('encounters', { answerEncounterState }),
  context('records', { answerBillables }),
  context('insurance', { answerCoverage }),
  context('identity', { answerPersonBySource, answerPersonFacts }),
]);
export const sepayCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/sepay');
export const cassoCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/casso');
export const payosCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/payos');
export const vnpayCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/vnpay');
export const momoCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/momo');
export const zalopayCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/zalopay');
export const signedBankCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/signed-bank');
export const vietqrVnCallback = /* @__PURE__ */ callbacksOf(billing, '/callbacks/vietqr-vn');
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'billing',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const openRequestedChannels = /* @__PURE__ */ reactionOf(
  'billing',
  'openRequestedChannels',
  openRequestedChannelsDoor,
);
export const onEncounterOpened = /* @__PURE__ */ reactionOf('billing', 'onEncounterOpened', onEncounterOpenedDoor);
export const onOrderPlaced = /* @__PURE__ */ reactionOf('billing', 'onOrderPlaced', onOrderPlacedDoor);
export const onPrescriptionIssued = /* @__PURE__ */ reactionOf(
  'billing',
  'onPrescriptionIssued',
  onPrescriptionIssuedDoor,
);
export const onBalanceImportContinued = /* @__PURE__ */ reactionOf(
  'billing',
  'onBalanceImportContinued',
  onBalanceImportContinuedDoor,
  [context('identity', { answerPersonBySource })],
);
export const onPriceImportContinued = /* @__PURE__ */ reactionOf(
  'billing',
  'onPriceImportContinued',
  onPriceImportContinuedDoor,
);
export const onStatementImportContinued = /* @__PURE__ */ reactionOf(
  'billing',
  'onStatementImportContinued',
  onStatementImportContinuedDoor,
);
export const onStatementLineMissed = /* @__PURE__ */ reactionOf(
  'billing',
  'onStatementLineMissed',
  onStatementLineMissedDoor,
);
export const expireIntents = /* @__PURE__ */ scheduleOf('billing', 'expireIntents', expireIntentsDoor);
export const onInquiryDue = /* @__PURE__ */ reactionOf('billing', 'onInquiryDue', onInquiryDueDoor);
export const onNoticeFound = /* @__PURE__ */ reactionOf('billing', 'onNoticeFound', onNoticeFoundDoor);
export const askProviders = /* @__PURE__ */ scheduleOf('billing', 'askProviders', askProvidersDoor);
export const closeBooks = /* @__PURE__ */ scheduleOf('billing', 'closeBooks', closeBooksDoor);
export const secretsDue = /* @__PURE__ */ scheduleOf('billing', 'secretsDue', secretsDueDoor);
export const invoiceDays = /* @__PURE__ */ scheduleOf('billing', 'invoiceDays', invoiceDaysDoor);
export const onInvoiceIssued = /* @__PURE__ */ reactionOf('billing', 'onInvoiceIssued', onInvoiceIssuedDoor);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'billing',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
