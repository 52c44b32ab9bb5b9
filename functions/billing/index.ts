import { context } from '../../shared/kernel/doors.ts';
import { allowChannelSources } from './allow-channel-sources.ts';
import { answerBillState } from './answer-bill-state.ts';
import { answerUnpricedCodes } from './answer-unpriced-codes.ts';
import { cassoCallback } from './casso-callback.ts';
import { closePaymentChannel } from './close-payment-channel.ts';
import { closeReconciliation } from './close-reconciliation.ts';
import { decidePlacementRequest } from './decide-placement-request.ts';
import { expireIntents } from './expire-intents.ts';
import { exportDayReport } from './export-day-report.ts';
import { handOverChannelSecret } from './hand-over-channel-secret.ts';
import { importBalances } from './import-balances.ts';
import { importBankStatement } from './import-bank-statement.ts';
import { issueBill } from './issue-bill.ts';
import { listBankEntries } from './list-bank-entries.ts';
import { listOpeningBalances } from './list-opening-balances.ts';
import { listPaymentChannels } from './list-payment-channels.ts';
import { listPrices } from './list-prices.ts';
import { listWorkItems } from './list-work-items.ts';
import { momoCallback } from './momo-callback.ts';
import { onBalanceImportContinued } from './on-balance-import-continued.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onEncounterOpened } from './on-encounter-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onOrderPlaced } from './on-order-placed.ts';
import { onPrescriptionIssued } from './on-prescription-issued.ts';
import { onStatementImportContinued } from './on-statement-import-continued.ts';
import { onStatementLineMissed } from './on-statement-line-missed.ts';
import { openPaymentChannel } from './open-payment-channel.ts';
import { openRequestedChannels } from './open-requested-channels.ts';
import { ownBreak } from './own-break.ts';
import { payosCallback } from './payos-callback.ts';
import { readBalanceImport } from './read-balance-import.ts';
import { readBill } from './read-bill.ts';
import { readReceipt } from './read-receipt.ts';
import { readReconciliation } from './read-reconciliation.ts';
import { readStatementImport } from './read-statement-import.ts';
import { readTrialBalance } from './read-trial-balance.ts';
import { renewChannelSecret } from './renew-channel-secret.ts';
import { requestPlacement } from './request-placement.ts';
import { resolveBreak } from './resolve-break.ts';
import { resolveWorkItem } from './resolve-work-item.ts';
import { rotateChannelSecret } from './rotate-channel-secret.ts';
import { secretsDue } from './secrets-due.ts';
import { sepayCallback } from './sepay-callback.ts';
import { showBillPage } from './show-bill-page.ts';
import { showBillQr } from './show-bill-qr.ts';
import { showDayReport } from './show-day-report.ts';
import { signedBankCallback } from './signed-bank-callback.ts';
import { vietqrVnToken } from './vietqr-vn-token.ts';
import { vietqrVnTransactionSync } from './vietqr-vn-transaction-sync.ts';
import { vnpayCallback } from './vnpay-callback.ts';
import { zalopayCallback } from './zalopay-callback.ts';

export const billing = context('billing', {
  onHospitalRequested,
  listPrices,
  answerUnpricedCodes,
  answerBillState,
  openPaymentChannel,
  openRequestedChannels,
  listPaymentChannels,
  handOverChannelSecret,
  renewChannelSecret,
  rotateChannelSecret,
  allowChannelSources,
  closePaymentChannel,
  secretsDue,
  onEncounterOpened,
  onOrderPlaced,
  onPrescriptionIssued,
  issueBill,
  readBill,
  showBillQr,
  showBillPage,
  sepayCallback,
  cassoCallback,
  payosCallback,
  vnpayCallback,
  momoCallback,
  zalopayCallback,
  signedBankCallback,
  vietqrVnToken,
  vietqrVnTransactionSync,
  expireIntents,
  readReceipt,
  listWorkItems,
  resolveWorkItem,
  requestPlacement,
  decidePlacementRequest,
  readTrialBalance,
  listBankEntries,
  importBalances,
  onBalanceImportContinued,
  readBalanceImport,
  listOpeningBalances,
  importBankStatement,
  onStatementImportContinued,
  onStatementLineMissed,
  readStatementImport,
  readReconciliation,
  ownBreak,
  resolveBreak,
  closeReconciliation,
  showDayReport,
  exportDayReport,
  // tills and refunds
  // One Card and deposits
  // price lists, corrected charges and voided bills
  // receipts and invoices
  // the insurer's month, account statements and status queries
  onDepartureAdvanced,
});
