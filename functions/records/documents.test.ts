import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { recordClosed } from '../../shared/contracts/records.ts';
import { openVisitStage, patient, type VisitStage } from '../../test/visit-stage.ts';
import { canonicalJson } from './canonical-json.ts';

const grants = 'POST /v1/documents/{document}/grants';
const doctor = { as: 'doctor' as const };

/** A document that an attempt stored before it died. */
const leftBehind = (encounter: string) =>
  Buffer.from(
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'document',
      timestamp: 'left behind',
      identifier: { value: `${encounter}-d1` },
      entry: [{ resource: { resourceType: 'Patient', id: patient.person } }],
    }),
  );

describe('the document of a closed visit', () => {
  let stage: VisitStage;
  beforeEach(async () => {
    stage = await openVisitStage();
  });
  afterEach(() => stage.close());
  const closed = async (retention?: string): Promise<{ encounter: string; document: string }> => {
    const encounter = await stage.visit();
    await stage.post('notes', encounter, { text: 'Ho & sốt' });
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    await stage.post('orders', encounter, { items: [{ code: 'XQ-NGUC', quantity: 1 }] });
    stage.setClock({ minutes: 10 });
    expect((await stage.post('closing', encounter, retention ? { retention } : {})).status).toBe(201);
    await stage.settle();
    return { encounter, document: `${encounter}-d1` };
  };
  const read = async (document: string, role: 'doctor' | 'admin' = 'doctor') =>
    stage.get('/v1/documents/{document}', { document }, role);
  const of = (name: string) => stage.events().filter((event) => event.name === name);

  it('is a FHIR document: Composition first, the patient with the name, and all that was written', async () => {
    const { encounter, document } = await closed();
    const { body } = await read(document);
    expect(body.content).toMatchObject({
      resourceType: 'Bundle',
      type: 'document',
      identifier: { value: document },
      timestamp: '2026-11-24T01:10:00.000Z',
    });
    const resources = body.content.entry.map((one: { resource: { resourceType: string } }) => one.resource);
    expect(resources.map((one: { resourceType: string }) => one.resourceType)).toEqual([
      'Composition',
      'Patient',
      'ClinicalImpression',
      'Condition',
      'Encounter',
      'ServiceRequest',
    ]);
    expect(resources[0]).toMatchObject({
      status: 'final',
      author: [{ identifier: { value: 'doctor-1' } }],
      custodian: { identifier: { value: '75009' } },
      section: [{ title: 'Ghi chép / Notes' }, { title: 'Chẩn đoán / Diagnoses' }, { title: 'Chỉ định / Orders' }],
    });
    expect(resources[0].section[0].text.div).toContain('Ho &#38; sốt');
    expect(resources[1]).toMatchObject({ name: [{ text: patient.name }], gender: 'female', birthDate: '1990-04-30' });
    expect(resources[4]).toMatchObject({ status: 'finished', period: { end: '2026-11-24T01:10:00.000Z' } });
    // Every relative reference to a resource of the visit is answered by an entry.
    const urls: string[] = body.content.entry.map((one: { fullUrl: string }) => one.fullUrl);
    const references = [...JSON.stringify(body.content).matchAll(/"reference":"([^"]+)"/g)].map((match) => match[1]);
    for (const reference of references) expect(urls.some((url) => url.endsWith(`/${reference}`))).toBe(true);
    expect(of('records.record-locked')).toMatchObject([
      { data: { document, encounter, person: patient.person, sha256: body.sha256, lockedUntil: body.lockedUntil } },
    ]);
  });
  it('is locked to the end of the year, in Viet Nam, of term plus what the hospital adds', async () => {
    const { document } = await closed();
    const { body } = await read(document);
    expect(body.lockedUntil).toBe('2041-12-31T17:00:00.000Z');
    const { files } = await stage.embedded.ports(stage.hospital, 'records');
    stage.setClock('2041-12-31T16:59:59.000Z');
    await expect(files.remove('records', `${body.encounter}/${document}.json`)).rejects.toThrow('lock');
    stage.setClock('2041-12-31T17:00:01.000Z');
    await files.remove('records', `${body.encounter}/${document}.json`);
  });
  it('of an adverse event is held for ever', async () => {
    const { document } = await closed('adverse-event');
    const check = await stage.get('/v1/documents/{document}/verification', { document });
    expect(check.body).toMatchObject({ legalHold: true, sha256Matches: true, signatureValid: true });
    expect(check.body.lockedUntil).toBeUndefined();
    expect(of('records.record-locked')[0]?.data).not.toHaveProperty('lockedUntil');
  });
  it('has canonical bytes, whose hash and signature a doctor and an administrator can check', async () => {
    const { document } = await closed();
    const { body } = await read(document, 'admin');
    expect(body.verification).toEqual({ sha256Matches: true, signatureValid: true, namesItself: true });
    const { keys, files } = await stage.embedded.ports(stage.hospital, 'records');
    const bytes = Buffer.from(canonicalJson(body.content));
    expect(await files.get('records', `${body.encounter}/${document}.json`)).toEqual(bytes);
    expect(body.bytes).toBe(bytes.length);
    expect(await keys.verify(bytes, body.signature.signature)).toBe(true);
  });
  it("is refused, and its check fails, when its file was damaged or another patient's stands in its place", async () => {
    const own = await closed();
    const other = await closed();
    const { database } = stage.embedded;
    const check = async () =>
      (await stage.get('/v1/documents/{document}/verification', { document: own.document })).body;
    const row = (document: string) =>
      JSON.parse(stage.stored('records').find((item) => item.pk === `DOCUMENT#${document}`)?.value ?? '{}');
    const kept = row(own.document);
    const { path, sha256, signature } = row(other.document);
    const write = (value: object) =>
      database.run('UPDATE items SET value = ? WHERE pk = ?', JSON.stringify(value), `DOCUMENT#${own.document}`);
    write({ ...kept, path, sha256, signature });
    expect(await check()).toMatchObject({ sha256Matches: true, signatureValid: true, namesItself: false });
    expect(await read(own.document)).toMatchObject({ status: 409, body: { code: 'document-damaged' } });
    write({ ...kept, path: 'nowhere.json' });
    expect(await check()).toMatchObject({ sha256Matches: false, signatureValid: false });
    expect(await read(own.document)).toMatchObject({ status: 409, body: { code: 'document-damaged' } });
  });
  it('shows that what is kept of it was changed', async () => {
    const { document } = await closed();
    stage.embedded.database.run(
      `UPDATE items SET value = json_set(value, '$.sha256', 'ff') WHERE context = 'records' AND pk = ?`,
      `DOCUMENT#${document}`,
    );
    const { body } = await stage.get('/v1/documents/{document}/verification', { document });
    expect(body).toMatchObject({ sha256Matches: false, signatureValid: true });
    expect(
      (await stage.request(grants, { document, to: 'thong-nhat', purpose: 'referral', hours: 1 }, doctor)).status,
    ).toBe(201);
    await stage.settle();
    expect(stage.letters()).toMatchObject([{ door: 'records.onDocumentGranted' }]);
  });
  it('is made once, however often and in whichever order its causes are announced', async () => {
    const { encounter, document } = await closed();
    const { signature } = (await read(document)).body;
    stage.rename('Tên Khác');
    await stage.announce(recordClosed, { encounter, person: patient.person, retention: 'outpatient' });
    const [fact] = of('encounters.encounter-closed');
    await stage.announce(encounterClosed, fact?.data as object);
    expect((await read(document)).body.signature).toEqual(signature);
    expect(of('records.record-locked')).toHaveLength(1);
    expect(stage.letters()).toEqual([]);
  });
  it('stands as it was stored when the attempt that stored it died before it signed', async () => {
    const encounter = await stage.visit();
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    const { files } = await stage.embedded.ports(stage.hospital, 'records');
    const left = leftBehind(encounter);
    await files.put('records', `${encounter}/${encounter}-d1.json`, left, { contentType: 'application/fhir+json' });
    await stage.post('closing', encounter);
    await stage.settle();
    expect(stage.letters()).toEqual([]);
    expect((await read(`${encounter}-d1`)).body).toMatchObject({
      content: { resourceType: 'Bundle', type: 'document', timestamp: 'left behind' },
      verification: { sha256Matches: true, signatureValid: true, namesItself: true },
    });
    const { lock } = (await files.head('records', `${encounter}/${encounter}-d1.json`)) ?? {};
    expect(lock).toEqual({ until: new Date('2041-12-31T17:00:00.000Z') });
  });
  it('says how long its file is locked, which an attempt under longer terms may have decided', async () => {
    const encounter = await stage.visit();
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    const { files } = await stage.embedded.ports(stage.hospital, 'records');
    const left = leftBehind(encounter);
    const lock = { until: new Date('2050-12-31T17:00:00.000Z') };
    const about = { contentType: 'application/fhir+json', lock };
    await files.put('records', `${encounter}/${encounter}-d1.json`, left, about);
    await stage.post('closing', encounter);
    await stage.settle();
    expect((await read(`${encounter}-d1`)).body.lockedUntil).toBe('2050-12-31T17:00:00.000Z');
    expect(of('records.record-locked')[0]?.data).toMatchObject({ lockedUntil: '2050-12-31T17:00:00.000Z' });
  });
  it('waits for the facts it needs when they arrive in the wrong order', async () => {
    const bare = await openVisitStage({ hospital: false });
    const encounter = await bare.visit();
    await bare.post('diagnoses', encounter, { code: 'J18.9' });
    await bare.post('closing', encounter);
    await bare.settle();
    expect(bare.letters()).toMatchObject([{ door: 'records.onRecordClosed', state: 'waiting' }]);
    await bare.close();
  });
  it('names as main the diagnosis that the closing announced, though another took its place in between', async () => {
    const encounter = await stage.visit();
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    // The closing has asked and seen J18.9; this comes before the fact reaches the record.
    await stage.post('diagnoses', encounter, { code: 'I10', main: true });
    const fact = { encounter, ticket: 't-1', person: patient.person, clinic: 'noi', doctor: 'doctor-1' };
    const counted = { mainDiagnosis: 'J18.9', ageYears: 36, sex: 'female', retention: 'outpatient' };
    await stage.announce(encounterClosed, { ...fact, ...counted });
    const { content } = (await read(`${encounter}-d1`)).body;
    const entries: { resource: Record<string, never> }[] = content.entry;
    const codeOf = (reference: string) =>
      entries.find(({ resource }) => `Condition/${resource['id']}` === reference)?.resource['code'];
    const visit = entries.find(({ resource }) => resource['resourceType'] === 'Encounter')?.resource['diagnosis'];
    const ranked = (visit as unknown as { rank: number; condition: { reference: string } }[]).map(
      ({ rank, condition }) => [
        rank,
        (codeOf(condition.reference) as unknown as { coding: [{ code: string }] }).coding[0].code,
      ],
    );
    expect(ranked).toEqual([
      [1, 'J18.9'],
      [2, 'I10'],
    ]);
    expect(of('records.diagnosis-recorded').at(-1)?.data).toMatchObject({ code: 'J18.9', main: true });
  });
  it('cannot be added to, and the refusal says why', async () => {
    const { encounter } = await closed();
    const bodies = {
      notes: { text: 'x' },
      diagnoses: { code: 'I10' },
      orders: { items: [{ code: 'XN-CTM', quantity: 1 }] },
      prescriptions: {
        lines: [
          { drug: 'T-ORS', quantity: 1, dose: { amount: 1, unit: 'gói' }, route: 'oral', timesPerDay: 1, days: 1 },
        ],
      },
    };
    for (const [what, body] of Object.entries(bodies))
      expect(await stage.post(what, encounter, body)).toMatchObject({
        status: 409,
        body: { code: 'encounter-closed' },
      });
    const record = await stage.get('/v1/encounters/{encounter}/record', { encounter });
    expect(record.body).toMatchObject({ closed: true, document: `${encounter}-d1` });
  });
  it('is not found before it exists, nor in another hospital; its reading is audited', async () => {
    const { document } = await closed();
    expect((await read('no-such')).status).toBe(404);
    expect((await stage.get('/v1/documents/{document}/verification', { document: 'no-such' })).status).toBe(404);
    expect((await stage.elsewhere('/v1/documents/{document}', { document })).status).toBe(404);
    expect((await stage.request('GET /v1/documents/{document}', { document }, { as: 'cashier' })).status).toBe(403);
    await read(document);
    expect(stage.audited()).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'records.readDocument', subject: document }),
    );
  });

  describe('raced by a note', () => {
    it('holds every note that was accepted; the others were refused', async () => {
      for (let round = 0; round < 8; round++) {
        const encounter = await stage.visit();
        await stage.post('diagnoses', encounter, { code: 'J18.9' });
        const notes = Array.from({ length: 12 }, (_, at) => `note ${round}-${at}`);
        const attempts = notes.map(async (text, at) => {
          // Spread over the turns of the event loop in which visit, marker and document are written.
          for (let turn = 0; turn < at; turn++) await new Promise(setImmediate);
          return { text, reply: await stage.post('notes', encounter, { text }) };
        });
        const [closing, ...written] = await Promise.all([stage.post('closing', encounter), ...attempts]);
        expect(closing.status).toBe(201);
        await stage.settle();
        const printed = JSON.stringify((await read(`${encounter}-d1`)).body.content);
        for (const { text, reply } of written) {
          expect([201, 409]).toContain(reply.status);
          expect(printed.includes(`"${text}"`)).toBe(reply.status === 201);
        }
      }
    });
    it('refuses the note that was let in while the visit was open and comes to be saved after the marker', async () => {
      const encounter = await stage.visit();
      await stage.post('diagnoses', encounter, { code: 'J18.9' });
      const { table } = await stage.embedded.ports(stage.hospital, 'records');
      const write = table.write.bind(table);
      let held = false;
      Object.assign(table, {
        async write(staged: Parameters<typeof write>[0]) {
          if (!held && staged.put.some((put) => put.key.sk.startsWith('RESOURCE#ClinicalImpression'))) {
            held = true;
            await stage.post('closing', encounter);
            await stage.settle();
          }
          return write(staged);
        },
      });
      const reply = await stage.post('notes', encounter, { text: 'too late' });
      expect(held).toBe(true);
      expect(reply).toMatchObject({ status: 409, body: { code: 'encounter-closed' } });
      expect(JSON.stringify((await read(`${encounter}-d1`)).body)).not.toContain('too late');
    });
  });

  describe('granted to another hospital', () => {
    const grant = async (document: string, changes: object = {}) =>
      stage.request(grants, { document, to: 'thong-nhat', purpose: 'referral', hours: 2, ...changes }, doctor);

    it('is read there, whole and with its hash, until the grant ends', async () => {
      const { document } = await closed();
      const reply = await grant(document);
      expect(reply).toMatchObject({ status: 201, body: { expires: '2026-11-24T03:10:00.000Z' } });
      await stage.settle();
      const shown = await stage.elsewhere('/v1/shared-documents/{grant}', { grant: reply.body.grant });
      expect(shown).toMatchObject({
        status: 200,
        body: {
          from: 'long-khanh',
          purpose: 'referral',
          document,
          expires: '2026-11-24T03:10:00.000Z',
          sha256Matches: true,
          content: (await read(document)).body.content,
        },
      });
      const there = stage.stored('records', 'thong-nhat').filter((item) => item.pk.startsWith('AUDIT#'));
      expect(there.map((item) => JSON.parse(item.value))).toContainEqual(
        expect.objectContaining({ act: 'read', door: 'records.readSharedDocument', subject: document }),
      );
      stage.setClock({ minutes: 121 });
      const late = await stage.elsewhere('/v1/shared-documents/{grant}', { grant: reply.body.grant });
      expect(late).toMatchObject({ status: 403, body: { code: 'grant-missing' } });
    });
    it('is not read by a third hospital, nor under an id that nobody granted', async () => {
      const { document } = await closed();
      const { grant: id } = (await grant(document)).body;
      await stage.settle();
      const third = { as: 'doctor' as const, hospital: 'cam-my' };
      expect((await stage.request('GET /v1/shared-documents/{grant}', { grant: id }, third)).status).toBe(403);
      expect((await stage.elsewhere('/v1/shared-documents/{grant}', { grant: 'guess' })).status).toBe(403);
    });
    it('gets one grant from a request that is repeated', async () => {
      const { document } = await closed();
      const asked = { document, to: 'thong-nhat', purpose: 'consultation', hours: 1 };
      const first = await stage.request(grants, asked, { as: 'doctor', key: 'grant-key-1' });
      const again = await stage.request(grants, asked, { as: 'doctor', key: 'grant-key-1' });
      expect(again.body).toEqual(first.body);
      await stage.settle();
      expect(stage.embedded.database.all('SELECT id FROM grants')).toEqual([{ id: first.body.grant }]);
    });
    it('is refused for a hospital that does not exist, for the own one, and for a document that does not', async () => {
      const { document } = await closed();
      expect((await grant(document, { to: 'no-such-hospital' })).body.code).toBe('hospital-unknown');
      expect((await grant(document, { to: 'long-khanh' })).body.code).toBe('hospital-unknown');
      expect((await grant(document, { to: 'province' })).body.code).toBe('hospital-unknown');
      expect((await grant('no-such')).status).toBe(404);
      expect((await grant(document, { hours: 721 })).status).toBe(400);
    });
  });
});
