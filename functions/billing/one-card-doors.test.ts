import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import type { Asking } from '../../test/stage.ts';
import { OneCardView } from './one-card.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

const issue = (person = 'p-1', asking: Asking = { as: 'reception' }) =>
  stage.request('POST /v1/persons/{person}/one-card', { person }, asking);
const read = (oneCard: string, asking: Asking = { as: 'cashier' }) =>
  stage.request('GET /v1/one-cards/{oneCard}', { oneCard }, asking);
const block = (oneCard: string, why = 'lost', asking: Asking = { as: 'reception' }) =>
  stage.request('POST /v1/one-cards/{oneCard}/block', { oneCard, why }, asking);

describe('a One Card', () => {
  it('is given to a patient once, by desk, kiosk or till, and can be read there', async () => {
    const reply = await issue();
    expect(reply.status).toBe(201);
    const card = OneCardView.parse(reply.body);
    expect(card).toMatchObject({ person: 'p-1', state: 'live', balance: 0, issuedAt: '2026-11-24T01:00:00.000Z' });
    expect(card.text).toBe(`DNOC1:long-khanh:${card.oneCard}`);
    for (const as of ['reception', 'cashier', 'admin', 'kiosk'] as const)
      expect((await read(card.oneCard, { as })).body).toEqual(reply.body);
    for (const as of ['reception', 'kiosk', 'cashier'] as const)
      expect((await issue('p-1', { as })).body.code).toBe('card-exists');
    expect((await issue('p-2', { as: 'kiosk' })).body.oneCard).not.toBe(card.oneCard);
    for (const as of ['doctor', 'board'] as const) {
      expect((await issue('p-3', { as })).status).toBe(403);
      expect((await read(card.oneCard, { as })).status).toBe(403);
    }
  });
  it('is announced by an id: the number pays, so no event tells it and no audit entry is about it', async () => {
    const { oneCard, cardId } = (await issue()).body;
    expect(stage.named('billing.card-issued')).toMatchObject([
      { subject: cardId, data: { card: cardId, person: 'p-1' } },
    ]);
    expect(JSON.stringify(stage.events())).not.toContain(oneCard);
    const audited = stage.stored('billing').filter(({ pk }) => pk.startsWith('AUDIT#'));
    expect(audited.some(({ value }) => JSON.parse(value).subject === cardId)).toBe(true);
  });
  it('is not given to somebody whom the hospital does not know', async () => {
    stage.strangers.add('p-9');
    expect((await issue('p-9')).body.code).toBe('person-unknown');
  });
  it('asked for ten times at once is given once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => issue()));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
    expect(stage.stored('billing').filter(({ sk }) => sk === 'ONE-CARD')).toHaveLength(1);
    expect(stage.named('billing.card-issued')).toHaveLength(1);
  });
  it('that was lost is found by its patient, blocked, and replaced by another number for the same money', async () => {
    const first = (await issue()).body;
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 70_000, content: first.oneCard });
    const found = await stage.request('GET /v1/persons/{person}/one-card', { person: 'p-1' }, { as: 'reception' });
    expect(found.body).toMatchObject({ oneCard: first.oneCard, balance: 70_000 });
    stage.setClock({ minutes: 5 });
    expect(await block(first.oneCard)).toMatchObject({ status: 201, body: { cardId: first.cardId, state: 'blocked' } });
    expect((await block(first.oneCard)).body.code).toBe('card-blocked');
    expect((await read(first.oneCard)).body).toMatchObject({
      state: 'blocked',
      blockedFor: 'lost',
      blockedAt: '2026-11-24T01:05:00.000Z',
      balance: 70_000,
    });
    const second = (await issue()).body;
    expect(second).toMatchObject({ state: 'live', balance: 70_000 });
    expect(second.oneCard).not.toBe(first.oneCard);
    // Whoever kept the old code in a banking app pays the same patient.
    await stage.pay(channel, { amount: 5_000, content: first.oneCard });
    expect((await read(second.oneCard)).body.balance).toBe(75_000);
    expect((await issue()).body.code).toBe('card-exists');
  });
  it('blocked and asked for at once, again and again, is never there twice', async () => {
    for (let round = 0; round < 5; round++) {
      await issue();
      const { oneCard } = (await stage.request('GET /v1/persons/{person}/one-card', { person: 'p-1' }, { as: 'admin' }))
        .body;
      await Promise.all([block(oneCard), issue(), issue(), block(oneCard)]);
      const cards = stage.stored('billing').filter(({ sk }) => sk === 'ONE-CARD');
      expect(cards.filter(({ value }) => JSON.parse(value).state === 'live').length).toBeLessThanOrEqual(1);
    }
  });
  it('is not blocked by a kiosk or without one of the reasons', async () => {
    const { oneCard } = (await issue()).body;
    expect((await block(oneCard, 'lost', { as: 'kiosk' })).status).toBe(403);
    expect((await block(oneCard, 'whim')).status).toBe(400);
    expect((await read(oneCard)).body.state).toBe('live');
  });
  it('of another hospital is refused with its own words and tells nothing of its holder', async () => {
    const { oneCard, text } = (await issue('p-1', { as: 'reception', hospital: 'thong-nhat' })).body;
    expect(text).toContain('DNOC1:thong-nhat:');
    const { bill } = await stage.billed('e-1');
    const pay = (card: string) =>
      stage.request('POST /v1/bills/{bill}/card-payments', { bill, oneCard: card }, { as: 'cashier' });
    for (const reply of [await read(oneCard), await block(oneCard), await pay(oneCard), await pay(text)]) {
      expect(reply).toMatchObject({ status: 409, body: { code: 'card-other-hospital' } });
      expect(reply.text).not.toContain('p-1');
    }
    // A card of ours that pretends to be theirs is none of ours.
    const own = (await issue()).body.oneCard;
    expect((await pay(`DNOC1:thong-nhat:${own}`)).body.code).toBe('card-other-hospital');
  });
  it('that nobody has is not found, in either language', async () => {
    const { oneCard } = (await issue()).body;
    const wrong = oneCard.slice(0, -1) + (oneCard.endsWith('0') ? '1' : '0');
    expect((await read(wrong)).body).toMatchObject({ code: 'card-unknown', detail: 'Không có thẻ khám bệnh này' });
    const english = await read(wrong, { as: 'cashier', headers: { 'accept-language': 'en' } });
    expect(english.body.detail).toBe('There is no such One Card');
    const none = await stage.request('GET /v1/persons/{person}/one-card', { person: 'p-2' }, { as: 'cashier' });
    expect(none.body.code).toBe('not-found');
  });
});

describe('a One Card on paper', () => {
  const page = (oneCard: string, asking: Asking = { as: 'reception' }) =>
    stage.request('GET /v1/one-cards/{oneCard}/page', { oneCard }, asking);
  it('has the size of a bank card and two sides: its own code, and one to top it up', async () => {
    const { oneCard } = (await issue()).body;
    const reply = await page(oneCard, { as: 'kiosk' });
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(reply.text).toContain('@page{size:85.6mm 54mm;margin:0}');
    expect(reply.text.match(/<svg/g)).toHaveLength(2);
    const grouped = `${oneCard.slice(0, 2)} ${oneCard.slice(2, 7)} ${oneCard.slice(7, 12)} ${oneCard.slice(12)}`;
    for (const words of [grouped, 'BV LONG-KHANH', 'Thẻ khám bệnh', 'One Card', 'Nạp tiền', 'Top up'])
      expect(reply.text).toContain(words);
  });
  it('names nobody', async () => {
    const { oneCard, person } = (await issue('person-of-the-test')).body;
    expect((await page(oneCard)).text).not.toContain(person);
  });
  it('is not printed of a blocked card, nor for a doctor', async () => {
    const { oneCard } = (await issue()).body;
    expect((await page(oneCard, { as: 'doctor' })).status).toBe(403);
    await block(oneCard, 'stolen');
    expect((await page(oneCard)).status).toBe(409);
  });
});
