import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, Remove, TableReads } from '../../shared/ports/table.ts';
import type { Invoice, Standing } from './invoice.ts';
import type { InvoiceChange } from './invoice-change.ts';
import { type InvoiceSettings, usualSettings } from './invoice-settings.ts';
import { end } from './key-order.ts';

/** What the invoices of a day know of its receipts. */
export interface InvoicedDay {
  readonly day: LocalDay;
  /** Receipts whose patients asked for an invoice, and by which one each is covered. */
  readonly asked: readonly { readonly receipt: string; readonly invoice: string }[];
  /** Whether the day was gathered; then `invoice` covers all other receipts, if there were any. */
  readonly gathered: boolean;
  readonly invoice?: string;
  /** Refunds, and entries of corrections, that gave money of bills back on this day and are worked off. */
  readonly reduced: readonly string[];
  readonly done: boolean;
  /** Whether a person was called because receipts and ledger differ. */
  readonly questioned?: boolean;
}

/** An invoice with how it stands and the version of that. */
export interface Holding {
  readonly invoice: Invoice;
  readonly standing: Item<Standing>;
}

/** An invoice of a bill, or the change that will become one. */
interface BillInvoice {
  readonly bill: string;
  readonly invoice?: string;
  readonly change?: string;
}

const invoiceKey = (invoice: string): Key => ({ pk: `INVOICE#${invoice}`, sk: 'INVOICE' });
const standingKey = (invoice: string): Key => ({ pk: `INVOICE#${invoice}`, sk: 'STANDING' });
const numbersKey = (invoice: string, part: number): Key => ({
  pk: `INVOICE#${invoice}`,
  sk: `RECEIPTS#${String(part).padStart(4, '0')}`,
});
const dayKey = (day: LocalDay): Key => ({ pk: `INVOICE-DAY#${day}`, sk: 'DAY' });
const billKey = (bill: string): Key => ({ pk: `INVOICE-BILL#${bill}`, sk: 'BILL' });
const monthKey = (month: string): Key => ({ pk: `INVOICE-MONTH#${month}`, sk: 'MONTH' });
const providerKey = (symbol: string, number: string): Key => ({
  pk: `INVOICE-PROVIDER#${symbol}#${number}`,
  sk: 'NUMBER',
});
const changeKey = (change: string): Key => ({ pk: `INVOICE-CHANGE#${change}`, sk: 'CHANGE' });
const settingsKey: Key = { pk: 'INVOICE-SETTINGS', sk: 'SETTINGS' };
/** Receipts keep their series under letters; a symbol begins with a digit. */
const seriesKey = (symbol: string): Key => ({ pk: `SERIES#${symbol}`, sk: 'SERIES' });
const issuedPk = (day: LocalDay): string => `INVOICES#${day}`;
const waiting = 'INVOICE-CHANGES';

/** Far above any hospital's day. */
const mostReceipts = 100_000;
const numbersInItem = 2_000;

export const invoices = (table: TableReads) => ({
  get: (invoice: string): Promise<Item<Invoice> | undefined> => table.get<Invoice>(invoiceKey(invoice)),
  standing: (invoice: string): Promise<Item<Standing> | undefined> => table.get<Standing>(standingKey(invoice)),
  /** The invoice that holds now what this one held: itself, or what took its place, and how it stands. */
  async holding(invoice: string): Promise<Holding | undefined> {
    const [found, standing] = [await this.get(invoice), await this.standing(invoice)];
    if (!found || !standing) return undefined;
    const { replacedBy } = standing.value;
    return replacedBy === undefined ? { invoice: found.value, standing } : this.holding(replacedBy);
  },
  /** Numbers of the receipts that an invoice of a day gathers. */
  async receiptsOf(invoice: string): Promise<string[]> {
    const query = { pk: `INVOICE#${invoice}`, prefix: 'RECEIPTS#' };
    return (await readAll<{ receipts: string[] }>(table, query, mostReceipts)).flatMap(({ receipts }) => receipts);
  },
  /** Those issued on a Vietnamese day, by number; `after` is `next` of the page before. */
  async issued(day: LocalDay, limit: number, after = ''): Promise<{ items: Invoice[]; next: string | undefined }> {
    const range = { from: after === '' ? '0' : `${after} `, to: end };
    const page = await table.query<Invoice>({ index: 'index1', pk: issuedPk(day), ...range, limit });
    const items = page.items.map(({ value }) => value);
    return { items, next: page.next === undefined ? undefined : items.at(-1)?.invoice };
  },
  day: (day: LocalDay): Promise<Item<InvoicedDay> | undefined> => table.get<InvoicedDay>(dayKey(day)),
  ofBill: (bill: string): Promise<Item<BillInvoice> | undefined> => table.get<BillInvoice>(billKey(bill)),
  ofMonth: async (month: string): Promise<string | undefined> =>
    (await table.get<{ invoice: string }>(monthKey(month)))?.value.invoice,
  /** The invoice that the provider registered under this number of a symbol. */
  ofProvider: async (symbol: string, number: string): Promise<string | undefined> =>
    (await table.get<{ invoice: string }>(providerKey(symbol, number)))?.value.invoice,
  change: (change: string): Promise<Item<InvoiceChange> | undefined> => table.get<InvoiceChange>(changeKey(change)),
  /** Changes that wait for a decision, oldest first. */
  async waiting(limit: number): Promise<InvoiceChange[]> {
    const page = await table.query<InvoiceChange>({ index: 'index1', pk: waiting, limit });
    return page.items.map(({ value }) => value);
  },
  async settings(): Promise<{ settings: InvoiceSettings; expect: Put['expect'] }> {
    const found = await table.get<InvoiceSettings>(settingsKey);
    return { settings: found?.value ?? usualSettings, expect: found?.version ?? 'absent' };
  },
  /** The last number of a series and the write that takes `count` more, in the commit of their invoices: no gaps. */
  async taking(symbol: string, count: number): Promise<{ last: number; put: Put }> {
    const before = await table.get<{ last: number }>(seriesKey(symbol));
    const last = before?.value.last ?? 0;
    const put: Put = { key: seriesKey(symbol), value: { last: last + count }, expect: before?.version ?? 'absent' };
    return { last, put };
  },
});

export const putInvoice = (invoice: Invoice): Put => ({
  key: invoiceKey(invoice.invoice),
  value: invoice,
  expect: 'absent',
  index1: { pk: issuedPk(invoice.day), sk: invoice.invoice },
});

export const putStanding = (invoice: string, standing: Standing, expect: Put['expect']): Put => ({
  key: standingKey(invoice),
  value: standing,
  expect,
});

export const putReceiptNumbers = (invoice: string, numbers: readonly string[]): Put[] =>
  Array.from({ length: Math.ceil(numbers.length / numbersInItem) }, (_, part) => ({
    key: numbersKey(invoice, part),
    value: { receipts: numbers.slice(part * numbersInItem, (part + 1) * numbersInItem) },
    expect: 'absent' as const,
  }));

export const putInvoicedDay = (day: InvoicedDay, expect: Put['expect']): Put => ({
  key: dayKey(day.day),
  value: day,
  expect,
});

export const putBillInvoice = (one: BillInvoice, expect: Put['expect']): Put => ({
  key: billKey(one.bill),
  value: one,
  expect,
});
export const removeBillInvoice = (bill: string, expect: number): Remove => ({ key: billKey(bill), expect });

/** A month is invoiced once. */
export const putMonth = (month: string, invoice: string): Put => ({
  key: monthKey(month),
  value: { invoice },
  expect: 'absent',
});

/** A number of the provider is one invoice's, for ever. */
export const putProviderNumber = (symbol: string, number: string, invoice: string): Put => ({
  key: providerKey(symbol, number),
  value: { invoice },
  expect: 'absent',
});

export const putChange = (change: InvoiceChange, expect: Put['expect']): Put => ({
  key: changeKey(change.change),
  value: change,
  expect,
  ...(change.state === 'requested' && { index1: { pk: waiting, sk: `${change.requestedAt}#${change.change}` } }),
});

export const putSettings = (settings: InvoiceSettings, expect: Put['expect']): Put => ({
  key: settingsKey,
  value: settings,
  expect,
});
