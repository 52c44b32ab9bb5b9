import { encounters } from '../functions/encounters/index.ts';
import { records } from '../functions/records/index.ts';
import { unpricedCodes } from '../shared/contracts/billing.ts';
import { personFacts, personName } from '../shared/contracts/identity.ts';
import { calledTicket } from '../shared/contracts/queue.ts';
import { billables } from '../shared/contracts/records.ts';
import { hospitalRequested } from '../shared/contracts/tenants.ts';
import { answer, context, route } from '../shared/kernel/doors.ts';
import { ClinicId, PersonId, platform, ServiceCode, type TenantId } from '../shared/kernel/ids.ts';
import { openStage } from './stage.ts';

/** The invented patient of the fixtures, and what of the patient must never reach a clinical resource. */
export const patient = { person: 'person-1', name: 'Nguyễn Thị Thử Nghiệm', birthDate: '1990-04-30' };

/** As the price lists do: drugs begin with T-, laboratory tests with XN-. */
const kindOf = (code: string) =>
  code === 'KHAM' ? 'exam' : code.startsWith('T-') ? 'drug' : code.startsWith('XN-') ? 'lab' : 'imaging';

/** Neighbours that know one patient, every ticket, and every code that does not begin with `X-`. */
const neighbours = (known: { name: string }) =>
  context('neighbours', {
    queue: answer(calledTicket, {
      summary: 'Every ticket has been called',
      handle: async () => ({
        state: 'called' as const,
        person: PersonId.parse(patient.person),
        clinic: ClinicId.parse('noi'),
        examination: ServiceCode.parse('KHAM'),
      }),
    }),
    facts: answer(personFacts, {
      summary: 'The patient',
      handle: async () => ({ known: true, birthDate: patient.birthDate, sex: 'female' as const }),
    }),
    name: answer(personName, {
      summary: 'The name of the patient',
      handle: async () => ({ name: known.name, birthDate: patient.birthDate, sex: 'female' as const }),
    }),
    prices: answer(unpricedCodes, {
      summary: 'A price list',
      handle: async ({ codes, kinds }) => ({
        unpriced: codes.filter((code) => code.startsWith('X-') || !kinds?.includes(kindOf(code))),
      }),
    }),
    askBillables: route('GET /v1/billables/{encounter}', {
      summary: 'Repeats what records answers to billing',
      who: ['doctor'],
      input: billables.input,
      output: billables.output,
      asks: [billables],
      handle: (input, world) => world.ask(billables, input),
    }),
  });

/** Encounters and records on one stage, in a hospital that keeps its records five years longer than it must. */
export async function openVisitStage(options: { extraRetentionYears?: number; hospital?: false } = {}) {
  const known = { name: patient.name };
  const stage = openStage({ contexts: [encounters, records, neighbours(known)] });
  const { directory } = await stage.embedded.ports(platform, 'tenants');
  for (const hospital of [stage.hospital, 'thong-nhat']) await directory.claim('hospital', hospital);
  if (options.hospital !== false) {
    const announced = {
      hospital: stage.hospital,
      template: 'general',
      level: 'basic',
      facilityCode: '75009',
      payTo: { bin: '970436', account: '0123456789', name: 'BV LONG KHANH' },
      extraRetentionYears: options.extraRetentionYears ?? 5,
      imagingPilot: true,
      teleconsultHub: false,
    };
    await stage.announce(hospitalRequested, announced, platform);
  }
  let tickets = 0;
  const as = { as: 'doctor' as const };
  return Object.assign(stage, {
    /** What identity answers for a name from now on. */
    rename(name: string) {
      known.name = name;
    },
    /** Opens a visit; unless told otherwise the record has begun when this returns. */
    async visit(begun = true): Promise<string> {
      const { body } = await stage.request('POST /v1/encounters', { ticket: `ticket-${++tickets}` }, as);
      if (begun) await stage.settle();
      return String(body.encounter);
    },
    /** A clinical request in a visit: notes, diagnoses, orders, prescriptions, closing. */
    post: (what: string, encounter: string, body: object = {}) =>
      stage.request(`POST /v1/encounters/{encounter}/${what}`, { encounter, ...body }, as),
    get: (route: string, input: Record<string, unknown> = {}, role: 'doctor' | 'admin' | 'cashier' = 'doctor') =>
      stage.request(`GET ${route}`, input, { as: role }),
    elsewhere: (route: string, input: Record<string, unknown> = {}) =>
      stage.request(`GET ${route}`, input, { as: 'doctor', hospital: 'thong-nhat' as TenantId }),
    audited: () =>
      stage
        .stored('records')
        .filter((item) => item.pk.startsWith('AUDIT#'))
        .map((item) => JSON.parse(item.value) as { act: string; door: string; subject: string }),
  });
}
export type VisitStage = Awaited<ReturnType<typeof openVisitStage>>;
