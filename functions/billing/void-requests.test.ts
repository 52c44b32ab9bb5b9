import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';

describe('a request to void a bill', () => {
  let stage: BillingStage;
  beforeEach(async () => {
    stage = await openBillingStage();
  });
  afterEach(() => stage.close());
  const askVoid = (bill: string) =>
    stage.request('POST /v1/bills/{bill}/void', { bill, reason: 'Lập nhầm người' }, { as: 'cashier' });
  const readVoid = async (bill: string) =>
    (await stage.request('GET /v1/bills/{bill}/void', { bill }, { as: 'admin' })).body;
  const decideVoid = (bill: string, approve: boolean, version: number) =>
    stage.request('POST /v1/bills/{bill}/void/decision', { bill, approve, version }, { as: 'admin' });

  it('is decided on as it was seen: who asked and why; a request that took its place is another', async () => {
    const { bill } = await stage.billed('e-1');
    expect((await readVoid(bill)).code).toBe('not-found');
    await askVoid(bill);
    const seen = await readVoid(bill);
    expect(seen).toEqual({
      bill,
      total: 110_000,
      reason: 'Lập nhầm người',
      state: 'requested',
      requestedAt: '2026-11-24T01:00:00.000Z',
      requestedBy: 'cashier-1',
      version: 1,
    });
    await decideVoid(bill, false, seen.version);
    await askVoid(bill);
    expect((await decideVoid(bill, true, seen.version)).body.code).toBe('request-changed');
    expect((await decideVoid(bill, true, (await readVoid(bill)).version)).body).toMatchObject({ state: 'approved' });
  });
});
