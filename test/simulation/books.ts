import type { BillingStage } from '../billing-stage.ts';

interface Posting {
  readonly account: string;
  readonly amount: number;
}
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly day: string;
  readonly reference?: string;
  readonly bill?: string;
  readonly postings: readonly Posting[];
}
export interface StoredBill {
  readonly bill: string;
  readonly state: string;
  readonly patientPays: number;
  readonly paid: number;
  readonly payments: readonly { reference: string; amount: number; applied: number; deposited: number }[];
  readonly receipts: readonly string[];
}
export interface StoredReceipt {
  readonly receipt: string;
  readonly bill: string;
  readonly amount: number;
}

/** All that a hospital's billing table holds, by kind of item: the simulator looks at the store itself, not at answers. */
export interface Books {
  readonly hospital: string;
  readonly entries: readonly Entry[];
  readonly bills: readonly StoredBill[];
  readonly receipts: readonly StoredReceipt[];
  readonly deposits: ReadonlyMap<string, number>;
  readonly audits: readonly { trace: string; act: string }[];
  /** The last number of each series and year, `QR1-2026`. */
  readonly lastReceipts: ReadonlyMap<string, number>;
}

export function booksOf(stage: BillingStage, hospital: string): Books {
  const items = stage.stored('billing', hospital);
  const of = <T>(prefix: string): T[] =>
    items.filter(({ pk }) => pk.startsWith(prefix)).map(({ value }) => JSON.parse(value) as T);
  const deposits = items
    .filter(({ pk }) => pk.startsWith('DEPOSIT#'))
    .map(({ pk, value }): [string, number] => [pk.slice('DEPOSIT#'.length), JSON.parse(value).balance]);
  return {
    hospital,
    entries: of<Entry>('JOURNAL#'),
    bills: of<StoredBill & { patientPays?: number }>('BILL#').filter(({ patientPays }) => patientPays !== undefined),
    receipts: of<StoredReceipt>('RECEIPT#'),
    deposits: new Map(deposits),
    audits: of<{ trace: string; act: string }>('AUDIT#'),
    lastReceipts: new Map(
      items
        .filter(({ pk }) => pk.startsWith('SERIES#'))
        .map(({ pk, value }) => [pk.slice('SERIES#'.length).replace('#', '-'), JSON.parse(value).last]),
    ),
  };
}
