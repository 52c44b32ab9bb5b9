import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCard, type Journey, openJourney } from './opened.ts';

let journey: Journey;
const name = 'Huỳnh Thị Không Tên';
const played: Awaited<ReturnType<Journey['play']>>[] = [];
const cards: string[] = [];

beforeAll(async () => {
  journey = await openJourney();
  const bank = await journey.bank('sepay', 'long-khanh');
  for (let patient = 0; patient < 6; patient++) {
    const card = aCard(name);
    const visit = await journey.play({ card });
    await bank.notify(bank.transfer(visit.bill.payload ?? ''));
    cards.push(card);
    played.push(visit);
  }
  played.push(await journey.play({ card: aCard(name), diagnosis: 'C34.9', hospital: 'thong-nhat' }));
  await journey.settle();
});
afterAll(() => journey.close());

const today = (): string => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
const asked = (route: string) => journey.line.ask('province', undefined, route, { from: today(), to: today() });

describe('the department of health', () => {
  it('sees load, money and locked records of each hospital', async () => {
    const { body } = await asked('GET /v1/province/overview');
    const paid = played.slice(0, 6).reduce((sum, { bill }) => sum + bill.patientPays, 0);
    expect(body).toEqual({
      items: [
        expect.objectContaining({
          hospital: 'long-khanh',
          tickets: 6,
          visits: 6,
          paidBills: 6,
          patientPays: paid,
          fundPays: 0,
          lockedRecords: 6,
        }),
        expect.objectContaining({ hospital: 'thong-nhat', tickets: 1, visits: 1, paidBills: 0, lockedRecords: 1 }),
      ],
    });
  });
  it('sees the trend of lung disease, and no figure that could point at one person', async () => {
    const { body } = await asked('GET /v1/province/diseases');
    expect(body).toEqual({
      items: [
        { hospital: 'long-khanh', chapter: 'X', ageBand: '25-44', visits: 6 },
        { hospital: 'thong-nhat', chapter: 'other', ageBand: 'other', visits: null },
      ],
    });
  });
  it('sees no name, no number and no id of anybody', async () => {
    const figures = `${(await asked('GET /v1/province/overview')).text}${(await asked('GET /v1/province/diseases')).text}`;
    const secret = [
      name,
      ...cards.map((card) => card.slice(0, 12)),
      ...played.flatMap(({ person, encounter, ticket, bill }) => [person, encounter, ticket.ticket, bill.bill]),
    ];
    for (const word of secret) expect(figures).not.toContain(word);
  });
  it('cannot come nearer than that, and no hospital sees the figures', async () => {
    const { encounter = '', person = '', bill } = played[0] ?? {};
    for (const [route, input] of [
      ['GET /v1/persons/{person}', { person }],
      ['GET /v1/encounters/{encounter}/record', { encounter }],
      ['GET /v1/bills/{bill}', { bill: bill?.bill }],
    ] as const) {
      expect(await journey.line.tell('province', undefined, route, input), route).toMatchObject({ status: 403 });
    }
    const period = { from: today(), to: today() };
    for (const persona of ['doctor', 'admin', 'cashier']) {
      const route = 'GET /v1/province/overview';
      expect(await journey.line.tell(persona, 'long-khanh', route, period), persona).toMatchObject({ status: 403 });
    }
  });
});
