import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());
const states = () =>
  stage
    .stored('billing')
    .filter((item) => item.sk === 'INTENT')
    .map((item) => JSON.parse(item.value).state);
const run = () => stage.runSchedule('billing.expireIntents');

describe('the end of a request for payment', () => {
  it('comes after 24 hours, not at the 24th', async () => {
    await stage.billed('e-1');
    stage.setClock({ minutes: 24 * 60 });
    await run();
    expect(states()).toEqual(['open']);
    stage.setClock({ minutes: 1 });
    await run();
    expect(states()).toEqual(['expired']);
  });
  it('leaves the bill due, and calls a cashier when a part was paid', async () => {
    const channel = await stage.sepay();
    const part = await stage.billed('e-1');
    await stage.billed('e-2');
    await stage.pay(channel, { amount: 40_000, content: part.code });
    stage.setClock({ minutes: 24 * 60 + 1 });
    await run();
    await run();
    expect(states()).toEqual(['expired', 'expired']);
    expect(await stage.bill(part.bill)).toMatchObject({ state: 'part_paid', due: 70_000 });
    expect((await stage.books()).items).toMatchObject([{ kind: 'part-paid-expired', bill: part.bill, amount: 70_000 }]);
  });
  it('does not touch what was paid', async () => {
    const channel = await stage.sepay();
    const { code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: 110_000, content: code });
    stage.setClock({ minutes: 48 * 60 });
    await run();
    expect(states()).toEqual(['paid']);
  });
  it('takes a bounded batch at a time and reaches all of them', async () => {
    for (let n = 0; n < 45; n++) await stage.billed(`e-${n}`);
    stage.setClock({ minutes: 24 * 60 + 1 });
    await run();
    expect(states().filter((state) => state === 'expired')).toHaveLength(40);
    await run();
    expect(states().filter((state) => state === 'expired')).toHaveLength(45);
  });
});
