import { context } from '../../shared/kernel/doors.ts';
import { allowChannelSources } from './allow-channel-sources.ts';
import { answerBillState } from './answer-bill-state.ts';
import { answerUnpricedCodes } from './answer-unpriced-codes.ts';
import { closePaymentChannel } from './close-payment-channel.ts';
import { expireIntents } from './expire-intents.ts';
import { handOverChannelSecret } from './hand-over-channel-secret.ts';
import { importBalances } from './import-balances.ts';
import { issueBill } from './issue-bill.ts';
import { listBankEntries } from './list-bank-entries.ts';
import { listOpeningBalances } from './list-opening-balances.ts';
import { listPaymentChannels } from './list-payment-channels.ts';
import { listPrices } from './list-prices.ts';
import { listWorkItems } from './list-work-items.ts';
import { onBalanceImportContinued } from './on-balance-import-continued.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onEncounterOpened } from './on-encounter-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onOrderPlaced } from './on-order-placed.ts';
import { onPrescriptionIssued } from './on-prescription-issued.ts';
import { openPaymentChannel } from './open-payment-channel.ts';
import { openRequestedChannels } from './open-requested-channels.ts';
import { readBalanceImport } from './read-balance-import.ts';
import { readBill } from './read-bill.ts';
import { readReceipt } from './read-receipt.ts';
import { readTrialBalance } from './read-trial-balance.ts';
import { renewChannelSecret } from './renew-channel-secret.ts';
import { resolveWorkItem } from './resolve-work-item.ts';
import { rotateChannelSecret } from './rotate-channel-secret.ts';
import { secretsDue } from './secrets-due.ts';
import { sepayCallback } from './sepay-callback.ts';
import { showBillPage } from './show-bill-page.ts';
import { showBillQr } from './show-bill-qr.ts';
import { vietqrVnToken } from './vietqr-vn-token.ts';
import { vietqrVnTransactionSync } from './vietqr-vn-transaction-sync.ts';

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
  vietqrVnToken,
  vietqrVnTransactionSync,
  expireIntents,
  readReceipt,
  listWorkItems,
  resolveWorkItem,
  readTrialBalance,
  listBankEntries,
  importBalances,
  onBalanceImportContinued,
  readBalanceImport,
  listOpeningBalances,
  onDepartureAdvanced,
});
