import { context } from '../../shared/kernel/doors.ts';
import { allowChannelAsking } from './allow-channel-asking.ts';
import { allowChannelSources } from './allow-channel-sources.ts';
import { answerBillState } from './answer-bill-state.ts';
import { answerCardHolder } from './answer-card-holder.ts';
import { answerInsurerMonth } from './answer-insurer-month.ts';
import { answerUnpricedCodes } from './answer-unpriced-codes.ts';
import { askProviders } from './ask-providers.ts';
import { blockOneCard } from './block-one-card.ts';
import { cassoCallback } from './casso-callback.ts';
import { chargeByHand } from './charge-by-hand.ts';
import { claimInsurerMonth } from './claim-insurer-month.ts';
import { closeBooks } from './close-books.ts';
import { closeInsurerMonth } from './close-insurer-month.ts';
import { closePaymentChannel } from './close-payment-channel.ts';
import { closeReconciliation } from './close-reconciliation.ts';
import { closeTillSession } from './close-till-session.ts';
import { correctCharge } from './correct-charge.ts';
import { decideBalanceImport } from './decide-balance-import.ts';
import { decideChannelChange } from './decide-channel-change.ts';
import { decideInsurerAnswer } from './decide-insurer-answer.ts';
import { decideInvoiceChange } from './decide-invoice-change.ts';
import { decidePlacementRequest } from './decide-placement-request.ts';
import { decideRefund } from './decide-refund.ts';
import { decideStatementImport } from './decide-statement-import.ts';
import { decideTillClosing } from './decide-till-closing.ts';
import { decideVoid } from './decide-void.ts';
import { dropCash } from './drop-cash.ts';
import { expireIntents } from './expire-intents.ts';
import { exportAccountStatement } from './export-account-statement.ts';
import { exportAccountStatementWorkbook } from './export-account-statement-workbook.ts';
import { exportDayReport } from './export-day-report.ts';
import { exportDayReportWorkbook } from './export-day-report-workbook.ts';
import { exportInsurerReport } from './export-insurer-report.ts';
import { handOverChannelSecret } from './hand-over-channel-secret.ts';
import { importBalances } from './import-balances.ts';
import { importBankStatement } from './import-bank-statement.ts';
import { importPriceList } from './import-price-list.ts';
import { invoiceDays } from './invoice-days.ts';
import { issueBill } from './issue-bill.ts';
import { issueInsurerInvoice } from './issue-insurer-invoice.ts';
import { issueOneCard } from './issue-one-card.ts';
import { listAccounts } from './list-accounts.ts';
import { listBalanceRequests } from './list-balance-requests.ts';
import { listBankEntries } from './list-bank-entries.ts';
import { listBillVersions } from './list-bill-versions.ts';
import { listChannelQuestions } from './list-channel-questions.ts';
import { listCharges } from './list-charges.ts';
import { listInvoiceChanges } from './list-invoice-changes.ts';
import { listInvoices } from './list-invoices.ts';
import { listOpeningBalances } from './list-opening-balances.ts';
import { listPaymentChannels } from './list-payment-channels.ts';
import { listPrices } from './list-prices.ts';
import { listRefunds } from './list-refunds.ts';
import { listStatementRequests } from './list-statement-requests.ts';
import { listTillSessions } from './list-till-sessions.ts';
import { listWorkItems } from './list-work-items.ts';
import { matchRefundPayout } from './match-refund-payout.ts';
import { momoCallback } from './momo-callback.ts';
import { onBalanceImportContinued } from './on-balance-import-continued.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onEncounterOpened } from './on-encounter-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onInquiryDue } from './on-inquiry-due.ts';
import { onInvoiceIssued } from './on-invoice-issued.ts';
import { onNoticeFound } from './on-notice-found.ts';
import { onOrderPlaced } from './on-order-placed.ts';
import { onPrescriptionIssued } from './on-prescription-issued.ts';
import { onPriceImportContinued } from './on-price-import-continued.ts';
import { onStatementImportContinued } from './on-statement-import-continued.ts';
import { onStatementLineMissed } from './on-statement-line-missed.ts';
import { openPaymentChannel } from './open-payment-channel.ts';
import { openRequestedChannels } from './open-requested-channels.ts';
import { openTillSession } from './open-till-session.ts';
import { ownBreak } from './own-break.ts';
import { payBillByCard } from './pay-bill-by-card.ts';
import { payRefundInCash } from './pay-refund-in-cash.ts';
import { payosCallback } from './payos-callback.ts';
import { previewBill } from './preview-bill.ts';
import { readAccountStatement } from './read-account-statement.ts';
import { readBalanceImport } from './read-balance-import.ts';
import { readBill } from './read-bill.ts';
import { readDeposit } from './read-deposit.ts';
import { readDepositRequest } from './read-deposit-request.ts';
import { readInsurerMonth } from './read-insurer-month.ts';
import { readInvoice } from './read-invoice.ts';
import { readInvoiceSettings } from './read-invoice-settings.ts';
import { readOneCard } from './read-one-card.ts';
import { readOneCardOf } from './read-one-card-of.ts';
import { readPlacement } from './read-placement.ts';
import { readPrice } from './read-price.ts';
import { readPriceListImport } from './read-price-list-import.ts';
import { readQrCode } from './read-qr-code.ts';
import { readReceipt } from './read-receipt.ts';
import { readReconciliation } from './read-reconciliation.ts';
import { readRefund } from './read-refund.ts';
import { readStatementImport } from './read-statement-import.ts';
import { readTillSession } from './read-till-session.ts';
import { readTrialBalance } from './read-trial-balance.ts';
import { readVoid } from './read-void.ts';
import { reckonBill } from './reckon-bill.ts';
import { registerInvoice } from './register-invoice.ts';
import { registerVirtualAccounts } from './register-virtual-accounts.ts';
import { renewChannelSecret } from './renew-channel-secret.ts';
import { reportRefundOutcome } from './report-refund-outcome.ts';
import { requestAdvance } from './request-advance.ts';
import { requestInvoice } from './request-invoice.ts';
import { requestInvoiceAdjustment } from './request-invoice-adjustment.ts';
import { requestInvoiceReplacement } from './request-invoice-replacement.ts';
import { requestPlacement } from './request-placement.ts';
import { requestRefund } from './request-refund.ts';
import { requestTopUp } from './request-top-up.ts';
import { requestVoid } from './request-void.ts';
import { resolveBreak } from './resolve-break.ts';
import { resolveWorkItem } from './resolve-work-item.ts';
import { rotateChannelSecret } from './rotate-channel-secret.ts';
import { secretsDue } from './secrets-due.ts';
import { sendRefund } from './send-refund.ts';
import { sepayCallback } from './sepay-callback.ts';
import { sepayToken } from './sepay-token.ts';
import { setInvoiceSettings } from './set-invoice-settings.ts';
import { showBillPage } from './show-bill-page.ts';
import { showBillQr } from './show-bill-qr.ts';
import { showDayReport } from './show-day-report.ts';
import { showDepositRequestQr } from './show-deposit-request-qr.ts';
import { showInsurerReport } from './show-insurer-report.ts';
import { showInvoiceFile } from './show-invoice-file.ts';
import { showOneCardPage } from './show-one-card-page.ts';
import { showReceiptPage } from './show-receipt-page.ts';
import { showReceiptPdf } from './show-receipt-pdf.ts';
import { signedBankCallback } from './signed-bank-callback.ts';
import { takeCashDeposit } from './take-cash-deposit.ts';
import { takeCashPayment } from './take-cash-payment.ts';
import { useDepositOnBill } from './use-deposit-on-bill.ts';
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
  decideChannelChange,
  openRequestedChannels,
  listPaymentChannels,
  handOverChannelSecret,
  renewChannelSecret,
  rotateChannelSecret,
  allowChannelSources,
  registerVirtualAccounts,
  closePaymentChannel,
  secretsDue,
  onEncounterOpened,
  onOrderPlaced,
  onPrescriptionIssued,
  issueBill,
  readBill,
  showBillQr,
  showBillPage,
  readQrCode,
  sepayToken,
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
  readPlacement,
  decidePlacementRequest,
  readTrialBalance,
  listBankEntries,
  importBalances,
  listBalanceRequests,
  decideBalanceImport,
  onBalanceImportContinued,
  readBalanceImport,
  listOpeningBalances,
  importBankStatement,
  onStatementImportContinued,
  onStatementLineMissed,
  readStatementImport,
  listStatementRequests,
  decideStatementImport,
  readReconciliation,
  ownBreak,
  resolveBreak,
  closeReconciliation,
  showDayReport,
  exportDayReport,
  // tills and refunds
  openTillSession,
  readTillSession,
  listTillSessions,
  takeCashPayment,
  takeCashDeposit,
  requestRefund,
  readRefund,
  listRefunds,
  decideRefund,
  payRefundInCash,
  sendRefund,
  reportRefundOutcome,
  matchRefundPayout,
  dropCash,
  closeTillSession,
  decideTillClosing,
  // One Card and deposits
  issueOneCard,
  readOneCard,
  readOneCardOf,
  showOneCardPage,
  answerCardHolder,
  readDeposit,
  requestTopUp,
  requestAdvance,
  readDepositRequest,
  showDepositRequestQr,
  payBillByCard,
  useDepositOnBill,
  blockOneCard,
  // price lists, corrected charges and voided bills
  readPrice,
  importPriceList,
  onPriceImportContinued,
  readPriceListImport,
  chargeByHand,
  correctCharge,
  listCharges,
  previewBill,
  requestVoid,
  readVoid,
  decideVoid,
  reckonBill,
  listBillVersions,
  // receipts and invoices
  showReceiptPage,
  showReceiptPdf,
  requestInvoice,
  listInvoices,
  readInvoice,
  showInvoiceFile,
  registerInvoice,
  requestInvoiceAdjustment,
  requestInvoiceReplacement,
  listInvoiceChanges,
  decideInvoiceChange,
  issueInsurerInvoice,
  readInvoiceSettings,
  setInvoiceSettings,
  invoiceDays,
  onInvoiceIssued,
  // the insurer's month, account statements and status queries
  closeBooks,
  listAccounts,
  readAccountStatement,
  exportAccountStatement,
  exportAccountStatementWorkbook,
  exportDayReportWorkbook,
  allowChannelAsking,
  listChannelQuestions,
  askProviders,
  onInquiryDue,
  onNoticeFound,
  readInsurerMonth,
  claimInsurerMonth,
  answerInsurerMonth,
  decideInsurerAnswer,
  closeInsurerMonth,
  showInsurerReport,
  exportInsurerReport,
  onDepartureAdvanced,
});
