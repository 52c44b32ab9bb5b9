import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Line } from './line.ts';
import type { PlannedVisit } from './plan.ts';

/** What the visit needs of each answer; the answers hold more. */
const Read = z.object({ person: z.string(), returning: z.boolean() });
const Ticket = z.object({
  ticket: z.string(),
  number: z.int(),
  room: z.string(),
  ahead: z.int(),
  expectedWaitMinutes: z.int(),
});
const Called = z.object({ ticket: z.string(), number: z.int(), person: z.string() });
const Encounter = z.object({ encounter: z.string() });
const Record = z.object({ closed: z.boolean(), document: z.string().optional(), resources: z.array(z.unknown()) });
const Document = z.object({
  sha256Matches: z.boolean(),
  signatureValid: z.boolean(),
  legalHold: z.boolean(),
  lockedUntil: z.string().optional(),
});
const Payment = z.object({
  reference: z.string(),
  amount: z.int(),
  applied: z.int(),
  deposited: z.int(),
  arrival: z.string(),
});
const Bill = z.object({
  bill: z.string(),
  state: z.string(),
  total: z.int(),
  fundPays: z.int(),
  patientPays: z.int(),
  paid: z.int(),
  due: z.int(),
  link: z.string(),
  code: z.string().optional(),
  payload: z.string().optional(),
  payments: z.array(Payment),
  receipts: z.array(z.string()),
});
export type Bill = z.infer<typeof Bill>;
const Receipt = z.object({ receipt: z.string(), bill: z.string(), amount: z.int(), deposited: z.int() });

const mostLooks = 300;
const lookMs = 100;

/** The steps of a visit at one hospital, each as the person who takes it. @throws Refused when the hospital says no. */
export function stepsOf(line: Line, hospital: string) {
  const doctor = (route: string, input: object, number: number) =>
    line.ask('doctor', hospital, route, input, { number });
  const steps = {
    readCard: async (card: string) => {
      const reply = await line.ask('kiosk', hospital, 'POST /v1/card-readings', { card });
      return Read.parse(reply.body);
    },
    /** States the health card, or that none is used. */
    async cover(person: string, healthCard?: string, route: 'registered' | 'own-choice' = 'registered') {
      const stated = healthCard === undefined ? { none: true } : { card: healthCard, route };
      await line.ask('kiosk', hospital, 'POST /v1/coverages', { person, ...stated });
    },
    async takeTicket(clinic: string, person: string, key?: string) {
      const asking = key === undefined ? {} : { key };
      const route = 'POST /v1/clinics/{clinic}/tickets';
      return Ticket.parse((await line.ask('kiosk', hospital, route, { clinic, person }, asking)).body);
    },
    callNext: async (clinic: string, number = 1) =>
      Called.parse((await doctor('POST /v1/clinics/{clinic}/calls', { clinic }, number)).body),
    open: async (ticket: string, number = 1) =>
      Encounter.parse((await doctor('POST /v1/encounters', { ticket }, number)).body).encounter,
    /** Writes, diagnoses, orders, prescribes and closes. */
    async examine(
      encounter: string,
      plan: Pick<PlannedVisit, 'note' | 'diagnosis' | 'orders' | 'lines'>,
      number = 1,
    ): Promise<void> {
      const write = (what: string, input: object) =>
        doctor(`POST /v1/encounters/{encounter}/${what}`, { encounter, ...input }, number);
      await write('notes', { text: plan.note });
      await write('diagnoses', { code: plan.diagnosis, main: true });
      if (plan.orders.length > 0) await write('orders', { items: plan.orders });
      if (plan.lines.length > 0) await write('prescriptions', { lines: plan.lines });
      await write('closing', {});
    },
    issueBill: async (encounter: string): Promise<Bill> => {
      const reply = await line.ask('cashier', hospital, 'POST /v1/encounters/{encounter}/bills', { encounter });
      return Bill.parse(reply.body);
    },
    readBill: async (bill: string): Promise<Bill> =>
      Bill.parse((await line.ask('cashier', hospital, 'GET /v1/bills/{bill}', { bill })).body),
    readReceipt: async (receipt: string) =>
      Receipt.parse((await line.ask('cashier', hospital, 'GET /v1/receipts/{receipt}', { receipt })).body),
    readRecord: async (encounter: string) =>
      Record.parse((await line.ask('doctor', hospital, 'GET /v1/encounters/{encounter}/record', { encounter })).body),
    /** Waits, at most half a minute, until the record is signed and locked, and checks hash and signature. */
    async lockedDocument(encounter: string) {
      for (let look = 0; look < mostLooks; look++) {
        const { document } = await steps.readRecord(encounter);
        if (document !== undefined) {
          const route = 'GET /v1/documents/{document}/verification';
          const reply = await line.ask('doctor', hospital, route, { document });
          return { document, ...Document.parse(reply.body) };
        }
        await pause(lookMs);
      }
      throw new Error(`the record of ${encounter} was not locked in half a minute`);
    },
  };
  return steps;
}

/** One visit of one patient with nobody else around, up to the bill. */
export async function playVisit(line: Line, plan: PlannedVisit) {
  const steps = stepsOf(line, plan.hospital);
  const { person } = await steps.readCard(plan.patient.card);
  await steps.cover(person, plan.patient.healthCard, plan.patient.route);
  const ticket = await steps.takeTicket(plan.clinic, person);
  const called = await steps.callNext(plan.clinic);
  if (called.ticket !== ticket.ticket) throw new Error(`${plan.clinic} called somebody else`);
  const encounter = await steps.open(called.ticket);
  await steps.examine(encounter, plan);
  const bill = await steps.issueBill(encounter);
  return { person, ticket, encounter, bill };
}
