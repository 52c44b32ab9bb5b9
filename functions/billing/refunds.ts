import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import type { Refund, RefundState } from './refund.ts';

const refundKey = (refund: string): Key => ({ pk: `REFUND#${refund}`, sk: 'REFUND' });
const codeKey = (code: string): Key => ({ pk: `REFUND-CODE#${code}`, sk: 'REFUND' });
const itemKey = (item: string): Key => ({ pk: `REFUND-ITEM#${item}`, sk: 'REFUND' });
const sumKey = (person: string, day: LocalDay): Key => ({ pk: `REFUND-SUM#${person}`, sk: day });
const statePk = (state: RefundState): string => `REFUNDS#${state}`;
const skOf = ({ requestedAt, refund }: Refund): string => `${requestedAt}#${refund}`;

interface Named {
  readonly refund: string;
}

/** Dong of one patient's refunds on one day: asked for and not rejected, and approved. */
interface DaySum {
  readonly asked: Dong;
  readonly approved: Dong;
}
const nothing: DaySum = { asked: dong(0), approved: dong(0) };

export const refunds = (table: TableReads) => ({
  get: (refund: string): Promise<Item<Refund> | undefined> => table.get<Refund>(refundKey(refund)),
  /** The refund that is paid out with this code. */
  async byCode(code: string): Promise<Item<Refund> | undefined> {
    const named = await table.get<Named>(codeKey(code));
    return named && this.get(named.value.refund);
  },
  /** The latest refund that answers a work item, and the write that puts another in its place. */
  async ofItem(item: string) {
    const named = await table.get<Named>(itemKey(item));
    const put = (refund: string): Put => ({
      key: itemKey(item),
      value: { refund },
      expect: named?.version ?? 'absent',
    });
    return { refund: named && (await this.get(named.value.refund))?.value, put };
  },
  /** What a patient asked for and got on a day, and the write that adds to it: two at once never both see the old sum. */
  async sumOf(person: string, day: LocalDay) {
    const found = await table.get<DaySum>(sumKey(person, day));
    const sum = found?.value ?? nothing;
    const adding = (more: Partial<Record<keyof DaySum, number>>): Put => ({
      key: sumKey(person, day),
      value: {
        asked: dong(Math.max(0, sum.asked + (more.asked ?? 0))),
        approved: dong(sum.approved + (more.approved ?? 0)),
      },
      expect: found?.version ?? 'absent',
    });
    return { ...sum, adding };
  },
  /** Refunds in a state, latest asked first; `after` is `next` of the page before. */
  async of(
    state: RefundState,
    limit: number,
    after: string | undefined,
  ): Promise<{ items: Refund[]; next: string | undefined }> {
    const range = { from: '0', to: after ?? end, descending: true };
    const page = await table.query<Refund>({ index: 'index1', pk: statePk(state), ...range, limit });
    const items = page.items.map((item) => item.value);
    const last = items.at(-1);
    return { items, next: page.next !== undefined && last ? skOf(last) : undefined };
  },
});

export const putRefund = (refund: Refund, expect: Put['expect']): Put => ({
  key: refundKey(refund.refund),
  value: refund,
  expect,
  index1: { pk: statePk(refund.state), sk: skOf(refund) },
});

export const putRefundCode = (code: string, refund: string): Put => ({
  key: codeKey(code),
  value: { refund },
  expect: 'absent',
});
