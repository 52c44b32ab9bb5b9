import type { BillId } from '../../shared/kernel/ids.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import type { Bill } from './bill.ts';

const billKey = (bill: string) => ({ pk: `BILL#${bill}`, sk: 'BILL' });
const linkKey = (link: string) => ({ pk: `LINK#${link}`, sk: 'LINK' });

export const bills = (table: TableReads) => ({
  get: (bill: BillId): Promise<Item<Bill> | undefined> => table.get<Bill>(billKey(bill)),
  /** The bill behind the link on a patient's phone. */
  async byLink(link: string): Promise<Bill | undefined> {
    const found = await table.get<{ bill: BillId }>(linkKey(link));
    return found && (await this.get(found.value.bill))?.value;
  },
});

export const putBill = (bill: Bill, expect: Put['expect']): Put => ({
  key: billKey(bill.bill),
  value: bill,
  expect,
});

export const putLink = ({ link, bill }: Bill): Put => ({ key: linkKey(link), value: { bill }, expect: 'absent' });
