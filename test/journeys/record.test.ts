import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, openJourney } from './opened.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey.close());

const ask = (hospital: string, route: string, input: object) => journey.line.tell('doctor', hospital, route, input);
const year = Number(new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 4));

describe('the record of a visit', () => {
  it('is found by a doctor as one signed document, whole and unchanged', async () => {
    const { encounter, person } = await journey.play();
    const { document } = await journey.at('long-khanh').lockedDocument(encounter);
    const { body, text } = await ask('long-khanh', 'GET /v1/documents/{document}', { document });
    expect(body).toMatchObject({
      encounter,
      person,
      verification: { sha256Matches: true, signatureValid: true },
      content: { resourceType: 'Bundle', type: 'document' },
    });
    expect(text).toContain('Ho, sốt ba ngày.');
    expect(text).toContain('J20.9');
    const history = await ask('long-khanh', 'GET /v1/persons/{person}/history', { person });
    expect(history.body).toMatchObject({ items: [{ encounter, diagnoses: [{ code: 'J20.9', main: true }] }] });
  });
  it.each([
    ['long-khanh', 15, 'five years more than the law'],
    ['thong-nhat', 10, 'as long as the law says'],
  ])('is locked at %s for %i years after the end of the year: %s', async (hospital, years) => {
    const { encounter } = await journey.play({ hospital });
    const found = await journey.at(hospital).lockedDocument(encounter);
    // Midnight in Viet Nam is 17:00 of the day before in UTC.
    expect(found).toMatchObject({ lockedUntil: `${year + years}-12-31T17:00:00.000Z`, legalHold: false });
  });
  it.each([
    ['notes', { text: 'Thêm.' }],
    ['diagnoses', { code: 'J18.9' }],
    ['orders', { items: [{ code: 'XN-CTM', quantity: 1 }] }],
    ['closing', {}],
  ])('takes no further %s once the visit is closed', async (what, input) => {
    const { encounter } = await journey.play();
    const refused = await ask('long-khanh', `POST /v1/encounters/{encounter}/${what}`, { encounter, ...input });
    expect(refused).toMatchObject({ status: 409, code: 'encounter-closed' });
    await journey.settle();
    const again = await ask('long-khanh', `POST /v1/encounters/{encounter}/${what}`, { encounter, ...input });
    expect(again).toMatchObject({ status: 409, code: 'encounter-closed' });
  });
  it('has no address by which it could be changed or removed', async () => {
    const { encounter } = await journey.play();
    const { document } = await journey.at('long-khanh').lockedDocument(encounter);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
      const reply = await journey.line.send(method, `/v1/documents/${document}`, { method });
      expect(reply.status, method).toBe(404);
    }
  });
  it('is no business of cashiers, kiosks, or the province', async () => {
    const { encounter } = await journey.play();
    for (const persona of ['cashier', 'kiosk', 'reception', 'board', 'province', 'operator']) {
      const route = 'GET /v1/encounters/{encounter}/record';
      expect(await journey.line.tell(persona, 'long-khanh', route, { encounter }), persona).toMatchObject({
        status: 403,
        code: 'not-allowed',
      });
    }
  });
  it('does not exist for another hospital, until a doctor grants it for a purpose and a time', async () => {
    const { encounter } = await journey.play();
    const { document } = await journey.at('long-khanh').lockedDocument(encounter);
    for (const [route, input] of [
      ['GET /v1/encounters/{encounter}/record', { encounter }],
      ['GET /v1/documents/{document}', { document }],
      ['GET /v1/encounters/{encounter}', { encounter }],
    ] as const) {
      expect(await ask('dong-nai', route, input), route).toMatchObject({ status: 404, code: 'not-found' });
    }
    const input = { document, to: 'dong-nai', purpose: 'consultation', hours: 24 };
    const granted = await journey.line.ask('doctor', 'long-khanh', 'POST /v1/documents/{document}/grants', input);
    const { grant } = granted.body as { grant: string };
    await journey.settle();
    const shared = await ask('dong-nai', 'GET /v1/shared-documents/{grant}', { grant });
    expect(shared.status).toBe(200);
    expect(shared.text).toContain('J20.9');
    expect(await ask('thong-nhat', 'GET /v1/shared-documents/{grant}', { grant })).toMatchObject({ status: 403 });
  });
});
