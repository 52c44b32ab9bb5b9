import { auditKept, type Keeping } from '../../shared/ports/step-out.ts';

/** Ten years for vouchers from which books were written, and for the books. */
const because = 'accounting documents, ten years (Law 88/2015/QH13 article 41, Decree 174/2016/ND-CP article 13)';

/** What stays of a hospital that left: its books, and what each entry was written from. */
export const kept: readonly Keeping[] = [
  auditKept,
  ...[
    'BALANCE-REQUEST#',
    'BILL#',
    'INVOICE#',
    'INVOICE-BILL#',
    'INVOICE-PROVIDER#',
    'INVOICE-CHANGE#',
    'INVOICE-DAY#',
    'INVOICE-MONTH#',
    'BOOKS',
    'CLAIMED#',
    'INSURER-MONTH#',
    'INSURER-NETTINGS',
    'JOURNAL#',
    'MOVEMENTS#',
    'OPENING#',
    'PLACEMENT#',
    'RECEIPT#',
    'RECONCILIATION#',
    'REFUND#',
    'SERIES#',
    'SNAPSHOT#',
    'STATEMENT#',
    'STATEMENT-REQUEST#',
    'TILL-SESSION#',
    'TRANSFER#',
    'UNREADABLE#',
    'VISIT#',
    'WORK#',
  ].map((partitions) => ({
    partitions,
    because,
  })),
];
