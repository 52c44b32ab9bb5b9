import hospitals from '../../local/hospitals.json' with { type: 'json' };
import type { Units } from '../../shared/aws/units.ts';
import { median, rounded } from '../figures.ts';
import type { Line, Row } from '../row.ts';
import { secret, sepayCall } from '../sepay.ts';
import { type Metered, openMetered } from '../units/metered.ts';
import {
  exactlyOnceParts,
  exactlyOnceUnits,
  minimalUnits,
  paymentSteps,
  type Step,
  visitSteps,
} from '../units/minimum.ts';
import { bill, cardOf, openSepay, textOf } from '../visit.ts';

const most = 1.5;
/** The first visits of a day make counters and lines; the middle one of these is an ordinary visit. */
const visits = 5;
const seeded = theFirst(hospitals);
const hospital = seeded.code;
const clinic = 'noi';
/** Every request takes a few milliseconds, so that keys made of instants are in order. */
const tickMs = 5;

function theFirst<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('no hospital is seeded');
  return first;
}

/** What a step of one visit cost, and how much of its reading found nothing. */
interface Cost extends Units {
  readonly absent: number;
}
type Spent = Record<Step, Cost[]>;

async function prepare({ ask, settle }: Metered): Promise<string> {
  await ask('operator', hospital, 'POST /v1/hospitals', { ...seeded });
  await settle();
  return openSepay(ask, hospital, secret);
}

/** One visit from the kiosk to the paid bill; what each step costs with all reactions it leads to. */
async function visit({ store, ask, send, settle }: Metered, channel: string, nth: number, spent: Spent, now: Date) {
  const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    const from = store.accesses.length;
    const result = await work();
    await settle();
    const absent = store.accesses
      .slice(from)
      .reduce((sum, { act, bytes, units }) => sum + (act === 'read' && bytes === 0 ? units : 0), 0);
    spent[name].push({ ...store.unitsSince(from), absent });
    return result;
  };
  const post = (as: 'kiosk' | 'doctor', route: string, input: Record<string, unknown>) =>
    ask(as, hospital, `POST ${route}`, input);

  const read = await step('card reading', () => post('kiosk', '/v1/card-readings', { card: cardOf(nth) }));
  const person = textOf(read, 'person');
  const card = `DN47500000000${String(nth).padStart(2, '0')}`;
  await step('coverage', () => post('kiosk', '/v1/coverages', { person, card }));
  await step('ticket', () => post('kiosk', '/v1/clinics/{clinic}/tickets', { clinic, person }));
  const called = await step('call', () => post('doctor', '/v1/clinics/{clinic}/calls', { clinic }));
  const opened = await step('opening', () => post('doctor', '/v1/encounters', { ticket: textOf(called, 'ticket') }));
  const encounter = textOf(opened, 'encounter');
  const about = (path: string, input: Record<string, unknown>) =>
    post('doctor', `/v1/encounters/{encounter}/${path}`, { encounter, ...input });
  await step('note', () => about('notes', { text: 'Ho, sốt nhẹ ba ngày, họng đỏ, phổi không ran.' }));
  const items = ['XN-CTM', 'XQ-NGUC'].map((code) => ({ code, quantity: 1 }));
  await step('order', () => about('orders', { items }));
  await step('diagnosis', () => about('diagnoses', { code: 'J06.9', main: true }));
  const lines = ['T-PARA500', 'T-AMOX500'].map((drug) => ({
    drug,
    quantity: 15,
    dose: { amount: 1, unit: 'viên' },
    route: 'oral',
    timesPerDay: 3,
    days: 5,
  }));
  await step('prescription', () => about('prescriptions', { lines }));
  await step('closing', () => about('closing', {}));
  const payable = await step('bill', () => bill(ask, hospital, encounter));
  await step('transfer', () =>
    send({
      routeKey: 'POST /callbacks/sepay/{channel}',
      rawPath: `/callbacks/sepay/${channel}`,
      rawQueryString: '',
      pathParameters: { channel },
      ...sepayCall(payable, seeded.payTo.account, nth, now),
    }),
  );
}

function line(what: string, kind: 'write' | 'read', steps: readonly Step[], spent: Spent): Line {
  const ours = (step: Step): number => median(spent[step].map((units) => units[kind]));
  const least = (step: Step): number => minimalUnits(step)[kind];
  const all = steps.reduce((sum, step) => sum + ours(step), 0);
  const minimal = steps.reduce((sum, step) => sum + least(step), 0);
  return {
    promise: `DynamoDB ${kind} units per ${what} at most ${most} x the arithmetic minimum for the same facts`,
    ours: { value: all, unit: 'units' },
    peer: { name: 'minimum', value: minimal, unit: 'units' },
    ratio: rounded(all / minimal),
    pass: all / minimal <= most,
    notes: steps.map((step) => {
      const absent = median(spent[step].map((cost) => cost.absent));
      const nothing = kind === 'read' ? `; ${absent} found nothing` : '';
      return `${step.padEnd(13)} ${ours(step)}, minimum ${least(step)}${nothing}`;
    }),
  };
}

/** A payment beside the bare post: what receipt, audit and statistics add must fit in as well. */
function exactlyOnceLine(spent: Spent): Line {
  const ours = median(spent.transfer.map(({ write }) => write));
  return {
    promise: `DynamoDB write units per payment at most ${most} x an exactly-once post with its outbox`,
    ours: { value: ours, unit: 'units' },
    peer: { name: 'bare post', value: exactlyOnceUnits, unit: 'units' },
    ratio: rounded(ours / exactlyOnceUnits),
    pass: ours / exactlyOnceUnits <= most,
    notes: [
      exactlyOnceParts,
      'ours holds a receipt and its series, the audit entry and the mark of the statistics too',
    ],
  };
}

export const units: Row = {
  async measure() {
    let clock = Date.parse('2026-11-24T01:00:00.000Z');
    const now = (): Date => {
      clock += tickMs;
      return new Date(clock);
    };
    const metered = openMetered(now);
    const steps = [...visitSteps, ...paymentSteps];
    const spent = Object.fromEntries(steps.map((step) => [step, [] as Cost[]])) as Spent;
    try {
      const channel = await prepare(metered);
      for (let nth = 0; nth < visits; nth++) await visit(metered, channel, nth, spent, now());
    } finally {
      metered.close();
    }
    const lines = [
      line('visit', 'write', visitSteps, spent),
      line('visit', 'read', visitSteps, spent),
      line('payment', 'write', paymentSteps, spent),
      line('payment', 'read', paymentSteps, spent),
      exactlyOnceLine(spent),
    ];
    const seen = metered.adapterUnits();
    const exact = metered.store.unitsSince(0);
    const note =
      `every request of ${visits} visits priced item by item, with all reactions they lead to; the adapter's own count ` +
      `(a lower bound, without directory) was ${seen.write} write and ${seen.read} read units of ${exact.write} and ${exact.read} in all`;
    return lines.map((one) => ({ ...one, notes: [note, ...one.notes] }));
  },
};
