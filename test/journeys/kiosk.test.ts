import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCard, type Journey, openJourney } from './opened.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey.close());

const tickets = 'POST /v1/clinics/{clinic}/tickets';

describe('a patient with a chip card', () => {
  it('leaves the kiosk with a number, a room and the time to wait', async () => {
    const { person, returning } = await journey.at('long-khanh').readCard(aCard());
    expect(returning).toBe(false);
    expect(await journey.at('long-khanh').takeTicket('ho-hap', person)).toEqual({
      ticket: expect.any(String),
      number: 1,
      room: 'P.103',
      ahead: 0,
      expectedWaitMinutes: 0,
    });
  });
  it('is known at the next visit, and nowhere but at this hospital', async () => {
    const card = aCard();
    const first = await journey.at('long-khanh').readCard(card);
    const again = await journey.at('long-khanh').readCard(card);
    const elsewhere = await journey.at('thong-nhat').readCard(card);
    expect(again).toEqual({ person: first.person, returning: true });
    expect(elsewhere.returning).toBe(false);
    expect(elsewhere.person).not.toBe(first.person);
  });
  it('gets one number however often the kiosk asks', async () => {
    const { person } = await journey.at('long-khanh').readCard(aCard());
    const asked = await Promise.all(
      Array.from({ length: 6 }, () => journey.line.tell('kiosk', 'long-khanh', tickets, { clinic: 'noi', person })),
    );
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(asked.filter(({ status }) => status !== 201).map(({ code }) => code))).toEqual(
      new Set(['ticket-already-held']),
    );
  });
  it('gets the very same answer when the kiosk repeats a request whose answer was lost', async () => {
    const { person } = await journey.at('long-khanh').readCard(aCard());
    const ask = () =>
      journey.line.tell('kiosk', 'long-khanh', tickets, { clinic: 'noi', person }, { key: 'lost-0001' });
    const [first, again] = [await ask(), await ask()];
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
  it('has a number nobody else has, though twenty kiosks print at once', async () => {
    const steps = journey.at('dong-nai');
    const persons = await Promise.all(Array.from({ length: 20 }, async () => (await steps.readCard(aCard())).person));
    const numbers = await Promise.all(persons.map(async (one) => (await steps.takeTicket('noi', one)).number));
    expect(new Set(numbers).size).toBe(20);
  });
  it('is told what is wrong with a card that cannot be read, in the language asked for', async () => {
    const read = (language: string) =>
      journey.line.tell(
        'kiosk',
        'long-khanh',
        'POST /v1/card-readings',
        { card: '12345' },
        { headers: { 'accept-language': language } },
      );
    expect((await read('vi')).body).toMatchObject({ code: 'card-unreadable', detail: 'Không đọc được mã trên thẻ' });
    expect((await read('en')).body).toMatchObject({ detail: 'The code on the card could not be read' });
  });
  it('is called by number; the board in the waiting room knows no name', async () => {
    const steps = journey.at('cam-my');
    const { person } = await steps.readCard(aCard('Trần Thị Bảng'));
    const { number } = await steps.takeTicket('noi', person);
    await steps.callNext('noi');
    const board = await journey.line.ask('board', 'cam-my', 'GET /v1/clinics/{clinic}/board', { clinic: 'noi' });
    expect(board.body).toMatchObject({ now: [{ number }], waiting: 0 });
    expect(board.text).not.toContain('Bảng');
    expect(board.text).not.toContain(person);
  });
});
