import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billState } from '../../shared/contracts/billing.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { answerBillState } from './answer-bill-state.ts';

describe('billing answers how a bill stands', () => {
  let stage: BillingStage;
  beforeEach(async () => {
    stage = await openBillingStage();
  });
  afterEach(() => stage.close());
  const ask = async (bill: string) => {
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const world = { table } as unknown as Parameters<typeof answerBillState.handle>[1];
    return billState.output.parse(await answerBillState.handle(billState.input.parse({ bill }), world));
  };

  it('with its amounts and with entries that add up to zero, also those of a later day', async () => {
    const bill = await stage.billed('e-1');
    const channel = await stage.sepay();
    stage.setClock({ minutes: 20 * 60 });
    await stage.pay(channel, { amount: bill.patientPays, content: bill.code });
    const state = await ask(bill.bill);
    expect(state).toMatchObject({ state: 'paid', encounter: 'e-1', total: bill.total, paid: bill.patientPays });
    expect(state.entries.map(({ kind }) => kind)).toEqual(['bill-issued', 'transfer']);
    for (const { postings } of state.entries) expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  });
  it('without a word of what was done to whom', async () => {
    const bill = await stage.billed('e-1');
    expect(Object.keys(await ask(bill.bill))).not.toEqual(expect.arrayContaining(['lines', 'person', 'link']));
  });
  it('as unknown when there is none', async () => {
    expect(await ask('no-such-bill')).toEqual({ state: 'unknown', entries: [] });
  });
});
