import type { BillId } from '../../shared/kernel/ids.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { type Bill, versionOf } from './bill.ts';

const billKey = (bill: string) => ({ pk: `BILL#${bill}`, sk: 'BILL' });
const linkKey = (link: string) => ({ pk: `LINK#${link}`, sk: 'LINK' });

export const bills = (table: TableReads) => ({
  get: (bill: BillId): Promise<Item<Bill> | undefined> => table.get<Bill>(billKey(bill)),
  /** The bill behind the link on a patient's phone. */
  async byLink(link: string): Promise<Bill | undefined> {
    const found = await table.get<{ bill: BillId }>(linkKey(link));
    return found && (await this.get(found.value.bill))?.value;
  },
  /** Earlier versions behind version `after`, oldest first. */
  async versions(
    bill: BillId,
    limit: number,
    after: number,
  ): Promise<{ items: BillVersion[]; next: number | undefined }> {
    const range = { from: versionSk(after + 1), to: versionEnd };
    const page = await table.query<BillVersion>({ pk: billKey(bill).pk, ...range, limit });
    const items = page.items.map(({ value }) => value);
    const last = items.at(-1);
    return { items, next: page.next !== undefined && last ? versionOf(last.bill) : undefined };
  },
});

const versionPrefix = 'VERSION#';
/** Behind every version. */
const versionEnd = `${versionPrefix}~`;
const versionSk = (version: number): string => `${versionPrefix}${String(version).padStart(6, '0')}`;

/** A bill as it was until it was reckoned again: when, by whom, why, and the entry that says the difference. */
interface BillVersion {
  readonly bill: Bill;
  readonly until: string;
  readonly by: string;
  readonly reason: string;
  readonly entry: string;
}

/** Keeps what a bill was. Written once, for ever; its code for payment stays with the bill of now. */
export function putVersion({ bill: { payload: _, ...bill }, ...replaced }: BillVersion): Put {
  return {
    key: { pk: billKey(bill.bill).pk, sk: versionSk(versionOf(bill)) },
    value: { bill, ...replaced },
    expect: 'absent',
  };
}

export const putBill = (bill: Bill, expect: Put['expect']): Put => ({
  key: billKey(bill.bill),
  value: bill,
  expect,
});

export const putLink = ({ link, bill }: Bill): Put => ({ key: linkKey(link), value: { bill }, expect: 'absent' });
