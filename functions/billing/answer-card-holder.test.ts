import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardHolder } from '../../shared/contracts/billing.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { answerCardHolder } from './answer-card-holder.ts';

describe('billing answers whose One Card it is', () => {
  let stage: BillingStage;
  beforeEach(async () => {
    stage = await openBillingStage();
  });
  afterEach(() => stage.close());
  const ask = async (text: string, hospital = 'long-khanh') => {
    const tenant = TenantId.parse(hospital);
    const { table, directory } = await stage.embedded.ports(tenant, 'billing');
    const world = { table, directory, tenant } as unknown as Parameters<typeof answerCardHolder.handle>[1];
    return cardHolder.output.parse(await answerCardHolder.handle(cardHolder.input.parse({ text }), world));
  };
  const aCard = async () =>
    (await stage.request('POST /v1/persons/{person}/one-card', { person: 'p-1' }, { as: 'kiosk' })).body;

  it('by the text of the card or its number, until it is blocked, and then that', async () => {
    const { oneCard, text } = await aCard();
    for (const one of [oneCard, text]) expect(await ask(one)).toEqual({ state: 'live', person: 'p-1' });
    const block = { oneCard, why: 'damaged' };
    await stage.request('POST /v1/one-cards/{oneCard}/block', block, { as: 'admin' });
    expect(await ask(oneCard)).toEqual({ state: 'blocked', person: 'p-1' });
  });
  it('to another hospital only that it is none of theirs', async () => {
    const { oneCard, text } = await aCard();
    for (const one of [oneCard, text]) expect(await ask(one, 'thong-nhat')).toEqual({ state: 'other-hospital' });
  });
  it('with nobody when nobody has it', async () => {
    const { oneCard } = await aCard();
    const wrong = oneCard.slice(0, -1) + (oneCard.endsWith('0') ? '1' : '0');
    expect(await ask(wrong)).toEqual({ state: 'unknown' });
  });
});
