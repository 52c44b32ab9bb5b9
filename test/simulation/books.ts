import type { BillingStage } from '../billing-stage.ts';

interface Posting {
  readonly account: string;
  readonly amount: number;
}
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly day: string;
  readonly till?: string;
  readonly refund?: string;
  readonly reference?: string;
  readonly bill?: string;
  readonly postings: readonly Posting[];
}
export interface StoredBill {
  readonly bill: string;
  readonly person: string;
  readonly code?: string;
  readonly state: string;
  /** It was paid before a correction made it due again. */
  readonly wasPaid?: boolean;
  readonly patientPays: number;
  readonly paid: number;
  readonly payments: readonly {
    payment: string;
    provider: string;
    reference: string;
    amount: number;
    applied: number;
    deposited: number;
  }[];
  readonly receipts: readonly string[];
}
export interface StoredReceipt {
  readonly receipt: string;
  readonly bill?: string;
  readonly person: string;
  readonly amount: number;
}
interface StoredIntent {
  readonly code: string;
  readonly kind?: string;
  readonly bill?: string;
  readonly received: number;
}
interface StoredRefund {
  readonly refund: string;
  readonly state: string;
  readonly amount: number;
}

/** All that a hospital's billing table holds, by kind of item: the simulator looks at the store itself, not at answers. */
export interface Books {
  readonly hospital: string;
  readonly entries: readonly Entry[];
  readonly bills: readonly StoredBill[];
  readonly receipts: readonly StoredReceipt[];
  readonly deposits: ReadonlyMap<string, number>;
  /** What the movements of each deposit add up to. */
  readonly moved: ReadonlyMap<string, number>;
  /** Cash that the open drawers should hold, by till: float and movements. */
  readonly drawers: ReadonlyMap<string, number>;
  readonly intents: readonly StoredIntent[];
  readonly refunds: readonly StoredRefund[];
  /** Movements that were posted, with what the bank said. */
  readonly transfers: readonly { reference: string; payment: string; raw: readonly string[] }[];
  readonly work: readonly { kind: string; payment?: string }[];
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
  const moved = new Map<string, number>();
  for (const { pk, value } of items.filter((item) => item.pk.startsWith('MOVEMENTS#'))) {
    const person = pk.slice('MOVEMENTS#'.length);
    moved.set(person, (moved.get(person) ?? 0) + JSON.parse(value).amount);
  }
  const drawers = new Map<string, number>();
  const sessions = items.filter(({ pk }) => pk.startsWith('TILL-SESSION#'));
  for (const { pk, value } of sessions.filter(({ sk }) => sk === 'SESSION')) {
    const { till, float, state } = JSON.parse(value);
    const movements = sessions.filter((item) => item.pk === pk && item.sk.startsWith('MOVEMENT#'));
    const held = movements.reduce((total, item) => total + JSON.parse(item.value).amount, float);
    drawers.set(till, (drawers.get(till) ?? 0) + (state === 'closed' ? 0 : held));
  }
  return {
    hospital,
    entries: of<Entry>('JOURNAL#'),
    bills: items.filter(({ pk, sk }) => pk.startsWith('BILL#') && sk === 'BILL').map(({ value }) => JSON.parse(value)),
    receipts: of<StoredReceipt>('RECEIPT#'),
    deposits: new Map(deposits),
    moved,
    drawers,
    intents: of<StoredIntent>('INTENT#'),
    refunds: items
      .filter(({ pk, sk }) => pk.startsWith('REFUND#') && sk === 'REFUND')
      .map(({ value }) => JSON.parse(value)),
    transfers: items
      .filter(({ pk, sk }) => pk.startsWith('TRANSFER#') && sk.startsWith('POSTED'))
      .map(({ value }) => JSON.parse(value)),
    work: items.filter(({ pk, sk }) => pk.startsWith('WORK#') && sk === 'ITEM').map(({ value }) => JSON.parse(value)),
    audits: of<{ trace: string; act: string }>('AUDIT#'),
    lastReceipts: new Map(
      items
        .filter(({ pk }) => pk.startsWith('SERIES#'))
        .map(({ pk, value }) => [pk.slice('SERIES#'.length).replace('#', '-'), JSON.parse(value).last]),
    ),
  };
}
