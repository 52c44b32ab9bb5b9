import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { openVisitStage, patient, type VisitStage } from '../../test/visit-stage.ts';

const aLine = (changes: object = {}) => ({
  drug: 'T-PARA500',
  quantity: 6,
  dose: { amount: 0.5, unit: 'viên' },
  route: 'oral',
  timesPerDay: 3,
  days: 4,
  ...changes,
});

describe('the record of a visit', () => {
  let stage: VisitStage;
  let encounter: string;
  beforeEach(async () => {
    stage = await openVisitStage();
    encounter = await stage.visit();
  });
  afterEach(() => stage.close());
  const record = async () => (await stage.get('/v1/encounters/{encounter}/record', { encounter })).body;
  const ofType = async (type: string) =>
    (await record()).resources.filter((one: { resourceType: string }) => one.resourceType === type);

  it('begins with an Encounter in progress, of this patient, doctor and clinic', async () => {
    expect(await record()).toMatchObject({
      encounter,
      person: patient.person,
      closed: false,
      resources: [
        {
          resourceType: 'Encounter',
          id: encounter,
          meta: { versionId: '1' },
          status: 'in-progress',
          class: { code: 'AMB' },
          subject: { reference: 'Patient/person-1' },
          period: { start: '2026-11-24T01:00:00.000Z' },
          participant: [{ individual: { identifier: { value: 'doctor-1' } } }],
          location: [{ location: { identifier: { value: 'noi' } } }],
        },
      ],
    });
  });
  it('begins once, though the opening of the visit is announced twice', async () => {
    const [opened] = stage.events().filter((event) => event.name === 'encounters.encounter-opened');
    await stage.announce(encounterOpened, opened?.data as object);
    expect(await ofType('Encounter')).toMatchObject([{ id: encounter, meta: { versionId: '1' } }]);
    expect(stage.letters()).toEqual([]);
  });
  it('takes a note with its author and time', async () => {
    const reply = await stage.post('notes', encounter, { text: 'Sốt 3 ngày, ho <khan>', kind: 'history' });
    expect(reply).toMatchObject({ status: 201, body: { kind: 'history', at: '2026-11-24T01:00:00.000Z' } });
    expect(await ofType('ClinicalImpression')).toMatchObject([
      {
        id: reply.body.note,
        status: 'completed',
        code: { coding: [{ code: 'history' }], text: 'Bệnh sử' },
        assessor: { identifier: { value: 'doctor-1' } },
        note: [{ time: '2026-11-24T01:00:00.000Z', text: 'Sốt 3 ngày, ho <khan>' }],
      },
    ]);
  });
  it.each([
    ['an empty note', ''],
    ['a note of blanks', ' \n '],
    ['a note with a control character', 'a\u0000b'],
    ['a note over 20,000 characters', 'x'.repeat(20_001)],
  ])('refuses %s', async (_, text) => {
    expect((await stage.post('notes', encounter, { text })).status).toBe(400);
  });
  it('makes the first diagnosis the main one, and keeps exactly one main when another takes its place', async () => {
    const first = await stage.post('diagnoses', encounter, { code: 'J18.9' });
    stage.setClock({ minutes: 1 });
    const second = await stage.post('diagnoses', encounter, { code: 'I10' });
    stage.setClock({ minutes: 1 });
    expect([first.body.main, second.body.main]).toEqual([true, false]);
    const third = await stage.post('diagnoses', encounter, { code: 'A90', main: true });
    const [{ diagnosis, meta }] = await ofType('Encounter');
    expect(meta.versionId).toBe('4');
    expect(diagnosis.map((one: { rank: number }) => one.rank)).toEqual([1, 2, 3]);
    expect(diagnosis[0].condition.reference).toBe(`Condition/${third.body.condition}`);
    expect((await ofType('Condition')).map((one: { code: object }) => one.code)).toMatchObject([
      { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'J18.9' }] },
      { coding: [{ code: 'I10' }] },
      { coding: [{ code: 'A90' }] },
    ]);
    expect(
      stage
        .events()
        .filter((event) => event.name === 'records.diagnosis-recorded')
        .map((event) => event.data),
    ).toMatchObject([
      { code: 'J18.9', main: true },
      { code: 'I10', main: false },
      { code: 'A90', main: true },
    ]);
  });
  it('keeps every earlier version of the Encounter', async () => {
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    await stage.post('diagnoses', encounter, { code: 'I10' });
    const former = stage.stored('records').filter((item) => item.pk === `FORMER#Encounter#${encounter}`);
    expect(former.map((item) => JSON.parse(item.value).resource.meta.versionId)).toEqual(['1', '2']);
  });
  it('adds nothing when a diagnosis is recorded again', async () => {
    const first = await stage.post('diagnoses', encounter, { code: 'J18.9' });
    const again = await stage.post('diagnoses', encounter, { code: 'J18.9' });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await ofType('Condition')).toHaveLength(1);
    expect(stage.events().filter((event) => event.name === 'records.diagnosis-recorded')).toHaveLength(1);
  });
  it('has one Encounter and one main diagnosis though ten diagnoses come at once, before the record has begun', async () => {
    encounter = await stage.visit(false);
    const codes = Array.from({ length: 10 }, (_, at) => `A0${at}`);
    const replies = await Promise.all(codes.map((code) => stage.post('diagnoses', encounter, { code })));
    expect(replies.map((reply) => reply.status)).toEqual(Array(10).fill(201));
    await stage.settle();
    expect(replies.filter((reply) => reply.body.main)).toHaveLength(1);
    const [{ diagnosis }] = await ofType('Encounter');
    expect(diagnosis.map((one: { rank: number }) => one.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await ofType('Encounter')).toHaveLength(1);
  });
  it('takes orders as one request per service and announces them with their sources', async () => {
    const items = [
      { code: 'XN-CTM', quantity: 1 },
      { code: 'XQ-NGUC', quantity: 2 },
    ];
    const reply = await stage.post('orders', encounter, { items });
    expect(reply).toMatchObject({ status: 201, body: { items } });
    const placed = await ofType('ServiceRequest');
    expect(placed).toMatchObject([
      {
        id: reply.body.items[0].source,
        status: 'active',
        intent: 'order',
        code: { coding: [{ code: 'XN-CTM' }] },
        requisition: { value: reply.body.order },
        quantityQuantity: { value: 1 },
      },
      { id: reply.body.items[1].source, quantityQuantity: { value: 2 } },
    ]);
    expect(stage.events().at(-1)).toMatchObject({
      name: 'records.order-placed',
      data: { encounter, person: patient.person, items: reply.body.items },
    });
  });
  it('tells billing everything ordered and prescribed, with its source, and not the examination', async () => {
    const nothing = await stage.get('/v1/billables/{encounter}', { encounter });
    expect(nothing.body).toEqual({ items: [], final: false });
    const ordered = await stage.post('orders', encounter, { items: [{ code: 'SA-BUNG', quantity: 1 }] });
    const prescribed = await stage.post('prescriptions', encounter, { lines: [aLine({ quantity: 20 })] });
    const [order, drug] = [ordered.body.items[0].source, prescribed.body.items[0].source];
    const told = await stage.get('/v1/billables/{encounter}', { encounter });
    expect(told.body.items).toEqual([
      { source: order, code: 'SA-BUNG', quantity: 1 },
      { source: drug, code: 'T-PARA500', quantity: 20 },
    ]);
  });
  it('holds at most 300 orders and drugs, though twelve doctors order at once, and says how many it holds', async () => {
    const items = Array.from({ length: 50 }, () => ({ code: 'XN-CTM', quantity: 1 }));
    const replies = await Promise.all(Array.from({ length: 4 }, () => stage.post('orders', encounter, { items })));
    for (let more = 0; more < 8; more++) replies.push(await stage.post('orders', encounter, { items }));
    const refused = replies.filter((reply) => reply.status !== 201);
    expect(replies.length - refused.length).toBe(6);
    expect(refused.at(-1)?.body).toMatchObject({ code: 'visit-full', because: '300 of 300' });
    expect((await stage.post('prescriptions', encounter, { lines: [aLine()] })).body.code).toBe('visit-full');
    expect((await stage.get('/v1/billables/{encounter}', { encounter })).body.items).toHaveLength(300);
  });
  it('orders no drug and no examination, and prescribes nothing but drugs', async () => {
    for (const code of ['KHAM', 'T-AMOX500']) {
      const reply = await stage.post('orders', encounter, { items: [{ code, quantity: 1 }] });
      expect(reply).toMatchObject({ status: 422, body: { code: 'code-unknown', because: code } });
    }
    const lines = [{ ...aLine(), drug: 'XQ-NGUC' }];
    expect((await stage.post('prescriptions', encounter, { lines })).body.code).toBe('code-unknown');
  });
  it('refuses a code that the price list does not know, and names it', async () => {
    const items = [
      { code: 'XN-CTM', quantity: 1 },
      { code: 'X-GHOST', quantity: 1 },
    ];
    expect(await stage.post('orders', encounter, { items })).toMatchObject({
      status: 422,
      body: { code: 'code-unknown', because: 'X-GHOST' },
    });
    const lines = [aLine({ drug: 'X-GHOST' })];
    expect((await stage.post('prescriptions', encounter, { lines })).body.code).toBe('code-unknown');
    expect(await ofType('ServiceRequest')).toEqual([]);
  });
  it('gives a prescription its national code and prints a quantity below ten with a leading zero', async () => {
    const lines = [aLine(), aLine({ drug: 'T-AMOX500', quantity: 12, instructions: 'Uống sau ăn' })];
    const reply = await stage.post('prescriptions', encounter, { lines });
    expect(reply).toMatchObject({ status: 201, body: { collectUntil: '2026-11-29' } });
    expect(reply.body.prescription).toMatch(/^75009[0-9a-z]{7}-C$/);
    expect(reply.body.items).toMatchObject([
      {
        code: 'T-PARA500',
        quantity: 6,
        printed: {
          vi: 'T-PARA500. Số lượng: 06. Uống, mỗi lần 0,5 viên, ngày 3 lần, trong 4 ngày.',
          en: 'T-PARA500. Quantity: 06. By mouth, 0.5 viên each time, 3 times a day, for 4 days.',
        },
      },
      { code: 'T-AMOX500', quantity: 12 },
    ]);
    expect(await ofType('MedicationRequest')).toMatchObject([
      {
        status: 'active',
        intent: 'order',
        groupIdentifier: { value: reply.body.prescription },
        medicationCodeableConcept: { coding: [{ code: 'T-PARA500' }] },
        dosageInstruction: [
          {
            timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd', boundsDuration: { value: 4, code: 'd' } } },
            doseAndRate: [{ doseQuantity: { value: 0.5, unit: 'viên' } }],
          },
        ],
        dispenseRequest: { validityPeriod: { start: '2026-11-24', end: '2026-11-29' }, quantity: { value: 6 } },
      },
      { dosageInstruction: [{ patientInstruction: 'Uống sau ăn' }], dispenseRequest: { quantity: { value: 12 } } },
    ]);
    expect(stage.events().at(-1)).toMatchObject({
      name: 'records.prescription-issued',
      data: { items: [{ code: 'T-PARA500', quantity: 6 }, { code: 'T-AMOX500' }] },
    });
    expect(JSON.stringify(stage.events().at(-1))).not.toContain('Uống');
  });
  it('refuses a prescription for more than thirty days', async () => {
    expect((await stage.post('prescriptions', encounter, { lines: [aLine({ days: 30 })] })).status).toBe(201);
    expect(await stage.post('prescriptions', encounter, { lines: [aLine({ days: 31 })] })).toMatchObject({
      status: 422,
      body: { code: 'prescription-too-long' },
    });
  });
  it.each([
    ['no dose', { dose: { amount: 0, unit: 'viên' } }],
    ['half a packet handed out', { quantity: 1.5 }],
    ['an unknown route', { route: 'telepathic' }],
    ['a field that nobody knows', { strength: 'strong' }],
  ])('refuses a prescription line with %s', async (_, changes) => {
    expect((await stage.post('prescriptions', encounter, { lines: [aLine(changes)] })).status).toBe(400);
  });
  it('does not prescribe in a hospital whose facility code is not known yet', async () => {
    const bare = await openVisitStage({ hospital: false });
    const reply = await bare.post('prescriptions', await bare.visit(), { lines: [aLine()] });
    expect(reply).toMatchObject({ status: 409, body: { code: 'hospital-unready' } });
    await bare.close();
  });
  it.each([
    ['notes', { text: 'x' }],
    ['diagnoses', { code: 'J18.9' }],
    ['orders', { items: [{ code: 'XN-CTM', quantity: 1 }] }],
    ['prescriptions', { lines: [aLine()] }],
  ])('takes %s from doctors only, in visits of their hospital only', async (what, body) => {
    const route = `POST /v1/encounters/{encounter}/${what}`;
    for (const role of ['reception', 'cashier', 'admin', 'kiosk'] as const)
      expect((await stage.request(route, { encounter, ...body }, { as: role })).status).toBe(403);
    const elsewhere = { as: 'doctor' as const, hospital: 'thong-nhat' };
    expect((await stage.request(route, { encounter, ...body }, elsewhere)).status).toBe(404);
  });
  it('holds no name and no birth date in any clinical item or event', async () => {
    await stage.post('notes', encounter, { text: 'ổn' });
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    await stage.post('prescriptions', encounter, { lines: [aLine()] });
    const kept = JSON.stringify([stage.stored('records'), stage.events()]);
    expect(kept).not.toContain(patient.name);
    expect(kept).not.toContain(patient.birthDate);
  });
  it('is not found for a visit that does not exist, and its reading is audited', async () => {
    expect((await stage.get('/v1/encounters/{encounter}/record', { encounter: 'no-such' })).status).toBe(404);
    await record();
    expect(stage.audited()).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'records.readRecord', subject: encounter }),
    );
  });
  it('lists the visits of a patient newest first, page by page, with their diagnoses', async () => {
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    const opened = [encounter];
    for (let visit = 0; visit < 4; visit++) {
      stage.setClock({ minutes: 5 });
      opened.push(await stage.visit());
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await stage.get('/v1/persons/{person}/history', {
        person: patient.person,
        limit: 2,
        ...(after ? { after } : {}),
      });
      expect(page.status).toBe(200);
      for (const item of page.body.items) seen.push(item.encounter);
      if (!page.body.next) expect(page.body.items.at(-1).diagnoses).toEqual([{ code: 'J18.9', main: true }]);
      after = page.body.next;
    } while (after);
    expect(seen).toEqual(opened.toReversed());
    expect(stage.audited()).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'records.readHistory', subject: patient.person }),
    );
    expect((await stage.elsewhere('/v1/persons/{person}/history', { person: patient.person })).body.items).toEqual([]);
  });
});
