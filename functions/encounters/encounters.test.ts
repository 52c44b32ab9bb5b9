import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { personFacts } from '../../shared/contracts/identity.ts';
import { calledTicket } from '../../shared/contracts/queue.ts';
import { mainDiagnosis } from '../../shared/contracts/records.ts';
import { answer, context, route } from '../../shared/kernel/doors.ts';
import { ClinicId, Icd10, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { encounters } from './index.ts';

const person = PersonId.parse('person-1');
let diagnosis: string | undefined;
let born: string | undefined;

const neighbours = context('neighbours', {
  queue: answer(calledTicket, {
    summary: 'Tickets whose name says their state',
    handle: async ({ ticket }) => {
      if (ticket.startsWith('called')) {
        return {
          state: 'called' as const,
          person,
          clinic: ClinicId.parse('noi'),
          examination: ServiceCode.parse('KHAM'),
        };
      }
      const state = (['served', 'waiting'] as const).find((word) => ticket.startsWith(word));
      return { state: state ?? ('unknown' as const) };
    },
  }),
  diagnosis: answer(mainDiagnosis, {
    summary: 'The diagnosis that the test chose',
    handle: async () => (diagnosis === undefined ? {} : { code: Icd10.parse(diagnosis) }),
  }),
  facts: answer(personFacts, {
    summary: 'The person that the test chose',
    handle: async () =>
      born === undefined ? { known: false } : { known: true, birthDate: born, sex: 'male' as const },
  }),
  askState: route('GET /v1/states/{encounter}', {
    summary: 'Repeats what encounters answers to its neighbours',
    who: ['doctor'],
    input: encounterState.input,
    output: encounterState.output,
    asks: [encounterState],
    handle: (input, world) => world.ask(encounterState, input),
  }),
});

const doctor = { as: 'doctor' as const };
const close = 'POST /v1/encounters/{encounter}/closing';

describe('a visit', () => {
  let stage: Stage;
  beforeEach(() => {
    diagnosis = 'J18.9';
    born = '2020-01-31';
    stage = openStage({ contexts: [encounters, neighbours] });
  });
  afterEach(() => stage.close());
  const open = async (ticket = 'called-1') =>
    (await stage.request('POST /v1/encounters', { ticket }, doctor)).body.encounter as string;

  it('begins with the patient who was called, and names the doctor who called', async () => {
    const reply = await stage.request('POST /v1/encounters', { ticket: 'called-1' }, doctor);
    expect(reply).toMatchObject({ status: 201, body: { person: 'person-1', clinic: 'noi' } });
    const { encounter } = reply.body;
    expect(stage.events()).toMatchObject([
      {
        name: 'encounters.encounter-opened',
        subject: encounter,
        data: { encounter, ticket: 'called-1', person, clinic: 'noi', examination: 'KHAM', doctor: 'doctor-1' },
      },
    ]);
  });
  it.each(['waiting-1', 'served-1', 'unheard-of'])('is refused for the ticket %s', async (ticket) => {
    const reply = await stage.request('POST /v1/encounters', { ticket }, doctor);
    expect(reply).toMatchObject({ status: 409, body: { code: 'ticket-not-open' } });
    expect(stage.stored('encounters')).toEqual([]);
  });
  it('is opened once for a ticket though ten doctors open it at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => stage.request('POST /v1/encounters', { ticket: 'called-1' }, doctor)),
    );
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
    expect(stage.events()).toHaveLength(1);
  });
  it('is opened by doctors only', async () => {
    for (const role of ['reception', 'cashier', 'kiosk', 'admin'] as const) {
      const reply = await stage.request('POST /v1/encounters', { ticket: 'called-1' }, { as: role });
      expect(reply.status).toBe(403);
    }
  });
  it('shows its state to doctor, reception and cashier of the hospital and to no other hospital', async () => {
    const encounter = await open();
    for (const role of ['doctor', 'reception', 'cashier'] as const) {
      const reply = await stage.request('GET /v1/encounters/{encounter}', { encounter }, { as: role });
      expect(reply).toMatchObject({ status: 200, body: { encounter, state: 'open', examination: 'KHAM' } });
    }
    const elsewhere = { as: 'doctor' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/encounters/{encounter}', { encounter }, elsewhere)).status).toBe(404);
  });
  it('closes with its main diagnosis, the age on the day and the retention class', async () => {
    const encounter = await open();
    stage.setClock({ minutes: 20 });
    const reply = await stage.request(close, { encounter }, doctor);
    expect(reply).toMatchObject({
      status: 201,
      body: { encounter, state: 'closed', closedAt: '2026-11-24T01:20:00.000Z', mainDiagnosis: 'J18.9' },
    });
    expect(stage.events().at(-1)).toMatchObject({
      name: 'encounters.encounter-closed',
      data: {
        encounter,
        ticket: 'called-1',
        mainDiagnosis: 'J18.9',
        ageYears: 6,
        sex: 'male',
        retention: 'outpatient',
        doctor: 'doctor-1',
      },
    });
    const state = await stage.request('GET /v1/encounters/{encounter}', { encounter }, doctor);
    expect(state.body).toMatchObject({ state: 'closed', closedAt: '2026-11-24T01:20:00.000Z' });
  });
  it('closes once though two doctors close it at once', async () => {
    const encounter = await open();
    const replies = await Promise.all(
      [1, 2].map(() => stage.request(close, { encounter, retention: 'death' }, doctor)),
    );
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([201, 409]);
    expect(replies.find((reply) => reply.status === 409)?.body.code).toBe('encounter-closed');
    expect(stage.events().filter((event) => event.name === 'encounters.encounter-closed')).toHaveLength(1);
  });
  it('does not close without a diagnosis, and stays open', async () => {
    const encounter = await open();
    diagnosis = undefined;
    expect(await stage.request(close, { encounter }, doctor)).toMatchObject({
      status: 409,
      body: { code: 'diagnosis-missing' },
    });
    const state = await stage.request('GET /v1/encounters/{encounter}', { encounter }, doctor);
    expect(state.body.state).toBe('open');
  });
  it('does not close while the age of the patient is unknown', async () => {
    const encounter = await open();
    born = undefined;
    expect((await stage.request(close, { encounter }, doctor)).body.code).toBe('person-unknown');
  });
  it('is not found under an id that no visit has', async () => {
    expect((await stage.request(close, { encounter: 'no-such-visit' }, doctor)).status).toBe(404);
    expect((await stage.request('GET /v1/encounters/{encounter}', { encounter: 'no-such' }, doctor)).status).toBe(404);
  });
  it('is answered for to the neighbours: unknown, open, closed', async () => {
    const state = async (encounter: string) =>
      (await stage.request('GET /v1/states/{encounter}', { encounter }, doctor)).body;
    expect(await state('nobody')).toEqual({ state: 'unknown' });
    const encounter = await open();
    expect(await state(encounter)).toEqual({
      state: 'open',
      person: 'person-1',
      clinic: 'noi',
      doctor: 'doctor-1',
      examination: 'KHAM',
      openedAt: '2026-11-24T01:00:00.000Z',
    });
    await stage.request(close, { encounter }, doctor);
    expect((await state(encounter)).state).toBe('closed');
  });
});
