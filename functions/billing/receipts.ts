import * as z from 'zod';
import type { Dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';

/** Proof of what a patient paid on a bill. Never changed. */
interface Receipt {
  /** `QR-2026-000001`: series, Vietnamese year, number without gaps in hospital, series and year. */
  readonly receipt: string;
  readonly bill: string;
  readonly encounter: string;
  readonly person: string;
  readonly at: string;
  readonly day: LocalDay;
  /** Dong that settled the bill by this receipt, and dong kept as a deposit. */
  readonly amount: Dong;
  readonly deposited: Dong;
  readonly total: Dong;
  readonly fundPays: Dong;
  readonly patientPays: Dong;
  readonly settled: boolean;
  readonly payment?: string;
}

/** The series of what comes by transfer; a till has one of its own. */
export const transferSeries = 'QR';
const digits = 6;
const seriesKey = (series: string, year: string) => ({ pk: `SERIES#${series}#${year}`, sk: 'SERIES' });
/** A series (letters and digits), the year and the number. */
export const ReceiptNumber = z.string().regex(/^[A-Z][A-Z0-9]{1,15}-\d{4}-\d{6,9}$/);
const receiptKey = (receipt: string) => ({ pk: `RECEIPT#${receipt}`, sk: 'RECEIPT' });

export const receipts = (table: TableReads) => ({
  get: async (receipt: string): Promise<Receipt | undefined> => (await table.get<Receipt>(receiptKey(receipt)))?.value,
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
});
