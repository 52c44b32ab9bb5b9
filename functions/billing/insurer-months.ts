import { type Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { type BillAnswer, type InsurerMonth, openOf } from './insurer-month.ts';
import type { OfMonth } from './netting.ts';

/** An answer of the insurer, brought by one person and approved by another. Dong. */
export interface InsurerAnswer {
  readonly answer: string;
  readonly month: string;
  readonly state: 'requested' | 'approved' | 'rejected';
  readonly bills: number;
  readonly claimed: Dong;
  readonly accepted: Dong;
  readonly cut: Dong;
  readonly parts: number;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  /** The entry that posted what was cut. */
  readonly entry?: string;
}

/** Some 110 bytes each. */
const rowsPerPart = 2_000;
const mostAnswers = 1_000;

const pkOf = (month: string): string => `INSURER-MONTH#${month}`;
const monthKey = (month: string): Key => ({ pk: pkOf(month), sk: 'MONTH' });
const answerKey = (month: string, answer: string): Key => ({ pk: pkOf(month), sk: `ANSWER#${answer}` });
const partKey = (month: string, answer: string, part: number): Key => ({
  pk: pkOf(month),
  sk: `BILLS#${answer}#${String(part).padStart(3, '0')}`,
});

export const insurerMonths = (table: TableReads) => ({
  get: (month: string): Promise<Item<InsurerMonth> | undefined> => table.get<InsurerMonth>(monthKey(month)),
  answer: (month: string, answer: string): Promise<Item<InsurerAnswer> | undefined> =>
    table.get<InsurerAnswer>(answerKey(month, answer)),
  answers: (month: string): Promise<readonly InsurerAnswer[]> =>
    readAll<InsurerAnswer>(table, { pk: pkOf(month), prefix: 'ANSWER#' }, mostAnswers),
  /** The bills of one answer. */
  async billsOf({ month, answer, parts }: InsurerAnswer): Promise<BillAnswer[]> {
    const bills: BillAnswer[] = [];
    for (let part = 0; part < parts; part++) {
      const found = await table.get<{ bills: readonly BillAnswer[] }>(partKey(month, answer, part));
      bills.push(...(found?.value.bills ?? []));
    }
    return bills;
  },
  /** The bills of every answer that was not rejected. */
  async answered(month: string): Promise<BillAnswer[]> {
    const bills: BillAnswer[] = [];
    for (const answer of await this.answers(month))
      if (answer.state !== 'rejected') bills.push(...(await this.billsOf(answer)));
    return bills;
  },
  /** What was cut of a month's bills, by answers that were approved. */
  async cuts(month: string): Promise<OfMonth[]> {
    const cuts: OfMonth[] = [];
    for (const answer of await this.answers(month))
      if (answer.state === 'approved' && answer.cut > 0) cuts.push(...cutsOf(month, await this.billsOf(answer)));
    return cuts;
  },
});

/** What the insurer did not accept, bill by bill. */
export const cutsOf = (month: string, answers: readonly BillAnswer[]): OfMonth[] =>
  answers.flatMap(({ bill, claimed, accepted }) =>
    accepted < claimed ? [{ bill, month, amount: dong(claimed - accepted) }] : [],
  );

/** Why this much cannot be placed on a month; undefined when it can. */
export async function flawOfMonth(
  month: string,
  amount: Dong,
  table: TableReads,
): Promise<Refusal<'month-not-claimed' | 'month-settled' | 'more-than-open'> | undefined> {
  const found = (await insurerMonths(table).get(month))?.value;
  if (!found) return refuse('month-not-claimed');
  if (found.state === 'settled') return refuse('month-settled');
  return amount > openOf(found) ? refuse('more-than-open', `open-${openOf(found)}`) : undefined;
}

export const putMonth = (month: InsurerMonth, expect: Put['expect']): Put => ({
  key: monthKey(month.month),
  value: month,
  expect,
});

export const putAnswer = (answer: InsurerAnswer, expect: Put['expect']): Put => ({
  key: answerKey(answer.month, answer.answer),
  value: answer,
  expect,
});

/** The bills of an answer, in parts that fit the store. */
export const putBills = (month: string, answer: string, bills: readonly BillAnswer[]): Put[] =>
  Array.from({ length: Math.ceil(bills.length / rowsPerPart) }, (_, part) => ({
    key: partKey(month, answer, part),
    value: { bills: bills.slice(part * rowsPerPart, (part + 1) * rowsPerPart) },
    expect: 'absent',
  }));
