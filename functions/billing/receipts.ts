import * as z from 'zod';
import type { BillId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { spread } from './spread.ts';

/** What a paper proves: money for a bill, money kept in advance, or money paid back. */
export const ReceiptPurpose = z.enum(['bill', 'deposit', 'refund']);

/** Proof of money that a patient paid or was paid back. Never changed. */
export interface Receipt {
  /** `QR1-2026-000001`: series, Vietnamese year, number without gaps in hospital, series and year. */
  readonly receipt: string;
  /** Absent on a receipt for a bill. */
  readonly purpose?: z.infer<typeof ReceiptPurpose>;
  /** Absent where no bill was paid. */
  readonly bill?: string;
  readonly encounter?: string;
  readonly person: string;
  /** The refund that a payout voucher is for. */
  readonly refund?: string;
  readonly at: string;
  readonly day: LocalDay;
  /** Dong that settled the bill by this receipt, were taken in advance or paid back; and what of it was more than due. */
  readonly amount: Dong;
  readonly deposited: Dong;
  readonly total: Dong;
  readonly fundPays: Dong;
  readonly patientPays: Dong;
  readonly settled: boolean;
  readonly payment?: string;
}

/**
 * The series of what comes by transfer on a bill: one of four, so that no single number is what all payments of a
 * hospital wait for. All receipts of a bill are in one series. A till has one of its own.
 */
export const transferSeries = (bill: BillId): string => `QR${1 + spread(bill, 4)}`;
/** Cash taken by a till ("thu tiền mặt") and cash paid out by it ("chi tiền mặt"). */
export const tillSeries = (till: string): string => `TM${till}`;
export const payoutSeries = (till: string): string => `TC${till}`;
/** The series of what is paid out of a deposit, by One Card or at discharge. */
export const depositSeries = 'OC';
const digits = 6;
const seriesKey = (series: string, year: string) => ({ pk: `SERIES#${series}#${year}`, sk: 'SERIES' });
/** A series (letters and digits), the year and the number. */
export const ReceiptNumber = z.string().regex(/^[A-Z][A-Z0-9]{1,15}-\d{4}-\d{6,9}$/);
const receiptKey = (receipt: string) => ({ pk: `RECEIPT#${receipt}`, sk: 'RECEIPT' });
const dayPk = (day: LocalDay): string => `RECEIPT-DAY#${day}`;
/** Far above any hospital's day. */
const mostReceipts = 100_000;

export const receipts = (table: TableReads) => ({
  get: async (receipt: string): Promise<Receipt | undefined> => (await table.get<Receipt>(receiptKey(receipt)))?.value,
  /** Every receipt of a Vietnamese day in order of numbers; one of the last seconds may not be found yet. */
  of: (day: LocalDay): Promise<readonly Receipt[]> =>
    readAll<Receipt>(table, { index: 'index1', pk: dayPk(day) }, mostReceipts),
  /** The next number of a series in the day's year and the write that takes it, in the commit of its receipt: no gaps. */
  async following(day: LocalDay, series: string): Promise<{ number: string; put: Put }> {
    const year = day.slice(0, 4);
    const before = await table.get<{ last: number }>(seriesKey(series, year));
    const last = (before?.value.last ?? 0) + 1;
    const put: Put = { key: seriesKey(series, year), value: { last }, expect: before?.version ?? 'absent' };
    return { number: `${series}-${year}-${String(last).padStart(digits, '0')}`, put };
  },
});

export const putReceipt = (receipt: Receipt): Put => ({
  key: receiptKey(receipt.receipt),
  value: receipt,
  expect: 'absent',
  index1: { pk: dayPk(receipt.day), sk: receipt.receipt },
});
