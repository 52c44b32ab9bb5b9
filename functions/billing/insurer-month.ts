import * as z from 'zod';
import { type Columns, type CsvFile, type Misfit, readCsv } from '../../shared/kernel/csv.ts';
import { codeOf, required } from '../../shared/kernel/csv-columns.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { dayAfter } from './days.ts';
import type { ClaimedBills } from './snapshots.ts';

/** A calendar month of Viet Nam, `2026-11`. */
export const Month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);

export const lastDayOf = (month: string): LocalDay => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return dayAfter(LocalDay.parse(`${next}-01`), -1);
};

/**
 * What the insurer owes for a month: all that the ledger asked it for between the first and the last day, corrections of
 * older bills included (NAM_QT, THANG_QT of the claim files name the month of settlement, not of the visit). Dong.
 */
export interface InsurerMonth {
  readonly month: string;
  readonly state: 'claimed' | 'settled';
  readonly claimed: Dong;
  readonly bills: number;
  readonly claimedAt: string;
  readonly claimedBy: string;
  readonly paid: Dong;
  readonly cut: Dong;
  /** What of `claimed` takes back bills of earlier months, or was left over by one. Zero or less. */
  readonly takenBack?: Dong;
  /** What was less than zero when it was settled, and lessens a later claim. */
  readonly carried?: Dong;
  readonly settledAt?: string;
  readonly settledBy?: string;
}

type Sums = Pick<InsurerMonth, 'claimed' | 'paid' | 'cut' | 'takenBack' | 'carried'>;

/** Claimed, and neither paid nor cut nor carried into a later month; less than zero when the insurer is owed. */
export const openOf = ({ claimed, paid, cut, carried = dong(0) }: Sums): Dong => dong(claimed - paid - cut - carried);

/** How much more can be cut: what was asked for, without what was taken back, and was not paid or cut. */
export const cuttableOf = (month: Sums): Dong => dong(openOf(month) - (month.takenBack ?? 0));

/** A month as it is shown; `open` are months that were not claimed yet, as far as their days are summed up. */
export const MonthView = z.object({
  month: Month,
  state: z.enum(['open', 'claimed', 'settled']),
  claimed: Dong,
  bills: z.int(),
  paid: Dong,
  cut: Dong,
  open: Dong,
  takenBack: Dong.optional(),
  carried: Dong.optional(),
  claimedAt: Instant.optional(),
  claimedBy: z.string().optional(),
  settledAt: Instant.optional(),
  settledBy: z.string().optional(),
});

/** What was claimed for each bill, in all. */
export function byBill(claimed: ClaimedBills): ReadonlyMap<string, Dong> {
  const bills = new Map<string, Dong>();
  for (const [bill, amount] of claimed) bills.set(bill, dong((bills.get(bill) ?? 0) + amount));
  return new Map([...bills].filter(([, amount]) => amount !== 0));
}

/** What the insurer says of one bill. `reason` is its own code, of what it cut. */
export interface BillAnswer {
  readonly bill: string;
  readonly claimed: Dong;
  readonly accepted: Dong;
  readonly reason?: string;
}

const dongOf = (cell: string): Dong | undefined => (/^\d{1,13}$/.test(cell) ? dong(Number(cell)) : undefined);

/** The insurer's answer as a table. Amounts are whole dong, digits only. */
const columns = {
  bill: required(['ma_lk', 'ma_ho_so', 'bill_id', 'claim'], 'not-a-code', codeOf),
  claimed: required(['de_nghi', 't_bhtt', 'so_tien_de_nghi'], 'not-an-amount', dongOf),
  accepted: required(['chap_nhan', 'duyet', 't_bhtt_gdv', 'so_tien_duyet'], 'not-an-amount', dongOf),
  reason: { synonyms: ['ly_do', 'ma_loi', 'reason_code'], required: false, reason: 'not-a-code', read: codeOf },
} as const satisfies Columns;

interface ReadAnswer {
  readonly answers: readonly BillAnswer[];
  readonly misfits: readonly Misfit[];
}

/**
 * Reads an answer against what was claimed and not answered yet. Each bill once; the insurer accepts all of it, some or
 * nothing, never more; what it cut has a reason.
 */
export async function readAnswer(
  csv: string,
  claimed: ReadonlyMap<string, Dong>,
  answered: ReadonlySet<string>,
): Promise<ReadAnswer | Refusal<'csv-not-utf8' | 'csv-unreadable' | 'csv-header' | 'csv-too-long'>> {
  const file: CsvFile<typeof columns> | Refusal<'csv-not-utf8' | 'csv-unreadable' | 'csv-header' | 'csv-too-long'> =
    await readCsv(csv, columns);
  if (isRefusal(file)) return file;
  const seen = new Set(answered);
  const misfits = [...file.misfits];
  const answers: BillAnswer[] = [];
  for (const { line, cells } of file.rows) {
    const ours = claimed.get(cells.bill);
    const refused = (column: string, reason: Misfit['reason']) => misfits.push({ line, column, reason });
    if (ours === undefined || ours < 0) refused('bill', 'claim-unknown');
    else if (seen.has(cells.bill)) refused('bill', 'claim-answered');
    else if (cells.claimed !== ours) refused('claimed', 'claim-differs');
    else if (cells.accepted > ours) refused('accepted', 'more-than-claimed');
    else if (cells.accepted < ours && cells.reason === undefined) refused('reason', 'missing');
    else {
      seen.add(cells.bill);
      const { bill, accepted, reason } = cells;
      answers.push({ bill, claimed: ours, accepted, ...(reason !== undefined && { reason }) });
    }
  }
  return { answers, misfits: misfits.toSorted((a, b) => a.line - b.line) };
}
