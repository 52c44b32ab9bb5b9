import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { hospitals } from './hospitals.ts';
import { intents } from './intents.ts';
import { brokenReading, codesIn, type OwnBill, QrReading, readingOf } from './qr-reading.ts';
import { isAwaiting } from './states.ts';
import { decodeVietQr } from './vietqr.ts';

/** A payload has at most 512 characters; what is far longer was no scan. */
const longestScan = 1_024;

export const readQrCode = route('POST /v1/qr-readings', {
  summary: 'A till reads a payment code that somebody shows: whose it is, how much, and which bill here it would pay',
  who: ['cashier', 'reception', 'admin'],
  // A scanner may end what it read with a line end.
  input: z.strictObject({
    payload: z
      .string()
      .trim()
      .min(1)
      .max(longestScan)
      .regex(/^[^\p{Cc}]*$/u),
  }),
  output: QrReading,
  status: 200,
  subject: (_, read) => (read.readable ? read.ours?.bill : undefined),
  async handle({ payload }, { table, now }) {
    const decoded = decodeVietQr(payload);
    if (!decoded.ok) return brokenReading(decoded.reason);
    const hospital = await hospitals(table).get();
    const own = await ownBill(codesIn(decoded.fields), table);
    return readingOf(decoded.fields, hospital?.payTo, own, now.toISOString());
  },
});

/** The first of these codes behind which this hospital has a bill. */
async function ownBill(codes: readonly string[], table: TableReads): Promise<OwnBill | undefined> {
  for (const code of codes) {
    const intent = (await intents(table).ofBill(code))?.value;
    const bill = intent && (await bills(table).get(intent.bill))?.value;
    if (!intent || !bill) continue;
    const { state, expiresAt } = intent;
    return { code, bill: bill.bill, state: bill.state, due: dueOf(bill), expiresAt, isAwaiting: isAwaiting(state) };
  }
  return undefined;
}
