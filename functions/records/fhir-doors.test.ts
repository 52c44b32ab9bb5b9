import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVisitStage, type VisitStage } from '../../test/visit-stage.ts';

describe('the FHIR address of a hospital', () => {
  let stage: VisitStage;
  beforeEach(async () => {
    stage = await openVisitStage();
  });
  afterEach(() => stage.close());
  const read = (type: string, id: string) => stage.get('/fhir/R4/{type}/{id}', { type, id });

  it('says without a token what works, and lists only what does', async () => {
    const reply = await stage.request('GET /fhir/R4/metadata');
    expect(reply).toMatchObject({ status: 200, body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' } });
    expect(reply.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    const encounter = await stage.visit();
    await stage.post('notes', encounter, { text: 'x' });
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    await stage.post('orders', encounter, { items: [{ code: 'XN-CTM', quantity: 1 }] });
    const line = {
      drug: 'T-ORS',
      quantity: 1,
      dose: { amount: 1, unit: 'gói' },
      route: 'oral',
      timesPerDay: 1,
      days: 1,
    };
    await stage.post('prescriptions', encounter, { lines: [line] });
    const { resources } = (await stage.get('/v1/encounters/{encounter}/record', { encounter })).body;
    const listed = reply.body.rest[0].resource.map((one: { type: string }) => one.type);
    expect(resources.map((one: { resourceType: string }) => one.resourceType)).toEqual(listed);
    for (const resource of resources) {
      const one = await read(resource.resourceType, resource.id);
      expect(one).toMatchObject({ status: 200, body: resource });
      expect(one.body.id.length).toBeLessThanOrEqual(64);
      expect(one.headers['etag']).toBe(`W/"${resource.meta.versionId}"`);
      expect(one.headers['last-modified']).toBe('Tue, 24 Nov 2026 01:00:00 GMT');
    }
  });
  it('shows the newest version with its number as the ETag, and audits the reading', async () => {
    const encounter = await stage.visit();
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    const reply = await read('Encounter', encounter);
    expect(reply.headers['etag']).toBe('W/"2"');
    expect(reply.body.diagnosis).toHaveLength(1);
    expect(stage.audited()).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'records.fhirRead', subject: `Encounter/${encounter}` }),
    );
  });
  it.each([
    ['an unknown type', 'Starship', '1'],
    ['a type that is not served', 'Patient', 'person-1'],
    ['an unknown id', 'Condition', 'no-such'],
    ['an id of the right shape in no record', 'Condition', `nobody-${'0'.repeat(25)}`],
  ])('answers an OperationOutcome for %s', async (_, type, id) => {
    const reply = await read(type, id);
    expect(reply).toMatchObject({
      status: 404,
      body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
    });
  });
  it('does not find a resource under another type, nor for another hospital', async () => {
    const encounter = await stage.visit();
    const { condition } = (await stage.post('diagnoses', encounter, { code: 'J18.9' })).body;
    expect((await read('Condition', condition)).status).toBe(200);
    expect((await read('ServiceRequest', condition)).status).toBe(404);
    expect((await stage.elsewhere('/fhir/R4/{type}/{id}', { type: 'Condition', id: condition })).status).toBe(404);
  });
  it('is closed to others than doctors', async () => {
    const reply = await stage.get('/fhir/R4/{type}/{id}', { type: 'Encounter', id: 'x' }, 'cashier');
    expect(reply).toMatchObject({ status: 403, body: { resourceType: 'OperationOutcome' } });
  });
});
