import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import type { Item, Page, TableReads } from '../../shared/ports/table.ts';
import { putTransfer, type Transfer, transfers } from './transfers.ts';

const transfer: Transfer = {
  reference: 'ft-1',
  payment: 'p-1',
  provider: 'sepay',
  providerId: '1',
  account: '0121',
  direction: 'in',
  amount: dong(100),
  receivedAt: '2026-11-24T01:00:00.000Z',
  bankTime: '2026-11-24T01:00:00.000Z',
  raw: [],
};

describe('the guard of a bank reference', () => {
  it('of a transfer posted before guards named the account is found, and stands for its account alone', async () => {
    const old = { key: { pk: 'TRANSFER#FT-1', sk: 'POSTED' }, version: 1, value: transfer };
    const table: TableReads = {
      get: async () => undefined,
      query: async <T>() => ({ items: [old] as unknown as Item<T>[] }) satisfies Page<T>,
    };
    expect((await transfers(table).of('FT-1')).posted).toEqual([transfer]);
    expect(await transfers(table).posted('FT-1', '0121')).toEqual([transfer]);
    expect(await transfers(table).posted('FT-1', '0122')).toEqual([]);
  });
  it('is another for each account, and for each work item by which a person let one more be posted', () => {
    const keys = [transfer, { ...transfer, account: '0122' }, { ...transfer, item: 'w-1' }].map(
      (one) => putTransfer(one).key.sk,
    );
    expect(new Set(keys).size).toBe(3);
  });
});
