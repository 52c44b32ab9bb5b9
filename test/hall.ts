import { queue } from '../functions/queue/index.ts';
import { encounterClosed, encounterOpened } from '../shared/contracts/encounters.ts';
import { personFacts } from '../shared/contracts/identity.ts';
import { calledTicket } from '../shared/contracts/queue.ts';
import { hospitalRequested } from '../shared/contracts/tenants.ts';
import type { Role } from '../shared/kernel/caller.ts';
import { answer, context, route } from '../shared/kernel/doors.ts';
import { openStage, type Reply, type Stage } from './stage.ts';

/** Invented people: `child-1` is a child, `old-1` is 80, whoever is called `nobody` is not registered. */
const people = context('identity', {
  answerPersonFacts: answer(personFacts, {
    summary: 'Invented people',
    handle: async ({ person }) => {
      const birthDate = person.startsWith('child')
        ? '2022-05-01'
        : person.startsWith('old')
          ? '1946-05-01'
          : '1985-08-15';
      return person.startsWith('nobody')
        ? { known: false }
        : { known: true, birthDate, sex: 'female' as const, source: 'QR_CCCD' as const };
    },
  }),
});
const desk = context('desk', {
  askTicket: route('GET /v1/test/tickets/{ticket}', {
    summary: 'A neighbouring context asks for a called ticket',
    who: ['doctor'],
    input: calledTicket.input,
    output: calledTicket.output,
    asks: [calledTicket],
    handle: (input, world) => world.ask(calledTicket, input),
  }),
});
const tickets = 'POST /v1/clinics/{clinic}/tickets';
const calls = 'POST /v1/clinics/{clinic}/calls';

/** What the platform announces of a new hospital. */
export const aHospital = (template: 'general' | 'children' | 'district', hospital = 'long-khanh') => ({
  hospital,
  template,
  level: 'basic',
  facilityCode: '75014',
  payTo: { bin: '970436', account: '1', name: 'X' },
  extraRetentionYears: 5,
  imagingPilot: false,
  teleconsultHub: false,
});

/** The waiting hall of one general hospital, with those who come to it: kiosks, desk, doctors, boards and neighbours. */
export async function openHall() {
  const stage = openStage({ contexts: [queue, people, desk] });
  await stage.announce(hospitalRequested, aHospital('general'), 'platform');
  const take = (person: string, asking: Parameters<Stage['request']>[2] = {}, clinic = 'noi') =>
    stage.request(tickets, { clinic, person }, { as: 'kiosk', ...asking });
  const atDesk = (person: string, ground: string) =>
    stage.request(tickets, { clinic: 'noi', person, ground }, { as: 'reception' });
  const call = async (doctor = 'doctor-1', clinic = 'noi'): Promise<Reply> => {
    const claims = { subject: doctor, hospital: stage.hospital, roles: ['doctor'] as const };
    const authorization = `Bearer ${await stage.embedded.issuer.issue(claims, stage.now())}`;
    return stage.request(calls, { clinic }, { headers: { authorization } });
  };
  const board = async (clinic = 'noi') =>
    (await stage.request('GET /v1/clinics/{clinic}/board', { clinic }, { as: 'board' })).body;
  const close = (ticket: string, person: string, clinic = 'noi') =>
    stage.announce(encounterClosed, {
      encounter: `e-${ticket}`,
      ticket,
      person,
      clinic,
      doctor: 'doctor-1',
      mainDiagnosis: 'J20.9',
      ageYears: 41,
      sex: 'female',
      retention: 'outpatient',
    });
  const open = (ticket: string, person: string, clinic = 'noi') =>
    stage.announce(encounterOpened, {
      ...{ encounter: `e-${ticket}`, ticket, person, clinic, examination: 'KHAM', doctor: 'doctor-1' },
    });
  const act = (ticket: string, what: string, more: object = {}, as: Role = 'reception') =>
    stage.request(`POST /v1/tickets/{ticket}/${what}`, { ticket, ...more }, { as });
  const book = (person: string, day: string, time: string, more: object = {}) =>
    stage.request('POST /v1/appointments', { clinic: 'noi', person, day, time, ...more }, { as: 'reception' });
  const ask = async (ticket: string) =>
    (await stage.request('GET /v1/test/tickets/{ticket}', { ticket }, { as: 'doctor' })).body;
  const announced = (name: string) => stage.events().filter((one) => one.name === name);
  return { stage, take, atDesk, call, board, open, close, act, book, ask, announced };
}
export type Hall = Awaited<ReturnType<typeof openHall>>;
