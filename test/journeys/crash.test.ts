import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Bank, type Contract, type Movement, openBank } from '../../local/demo/bank.ts';
import { readBooks } from '../../local/demo/books.ts';
import { trafficIn, untilQuiet } from '../../local/demo/events.ts';
import { type Line, openLine, Refused } from '../../local/demo/line.ts';
import { findPlace, openChannel } from '../../local/demo/places.ts';
import type { PlannedVisit } from '../../local/demo/plan.ts';
import { type ProvinceProcess, startProvince } from '../../local/demo/server.ts';
import { type Bill, stepsOf } from '../../local/demo/visit.ts';
import { aVisit, isDeployed, receiving } from './opened.ts';

const hospital = 'long-khanh';
const today = (): string => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
/** Visits under way at the same moment, and how many answers may come before the process dies. */
const visitsAtOnce = 10;
const nothingYet = { total: 0, suspense: 0, cash: 0, deposits: 0, refunds: 0 };
const answersBeforeDeath = [15, 50, 95];

interface Acknowledged {
  readonly persona: string;
  readonly route: string;
  readonly input: object;
  readonly key: string;
  readonly body: unknown;
}

const Document = z.object({
  content: z.object({
    entry: z.array(z.object({ resource: z.looseObject({ resourceType: z.string(), note: z.unknown().optional() }) })),
  }),
});
const Notes = z.array(z.object({ text: z.string() }));
/** The texts that a signed document holds. */
const notesIn = (body: unknown): string[] =>
  Document.parse(body)
    .content.entry.filter(({ resource }) => resource.resourceType === 'ClinicalImpression')
    .flatMap(({ resource }) => Notes.parse(resource.note).map(({ text }) => text));

/** Death of the server, seen from outside: the connection breaks. A refusal is an answer, and is none. */
class Died extends Error {}

/** Callers who repeat with the same key what was not answered, as kiosks and desks must. */
function openCallers() {
  const acknowledged = new Map<string, Acknowledged>();
  const called = new Set<string>();
  const movements = new Map<string, Movement>();
  let answersLeft = Number.POSITIVE_INFINITY;
  let onDeath = (): void => undefined;
  const answered = (): void => {
    if (--answersLeft === 0) onDeath();
  };
  const orDied = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Died('no answer', { cause: error });
    }
  };

  async function once(line: Line, persona: string, route: string, input: object, key: string) {
    const { body } = await orDied(() => line.ask(persona, hospital, route, input, { key }));
    const before = acknowledged.get(key);
    if (before) expect(body, `${route} once more`).toEqual(before.body);
    acknowledged.set(key, { persona, route, input, key, body });
    answered();
    return body as Record<string, string>;
  }

  /** One visit from card to payment; begins again from the front after a death, with the same keys. */
  async function play(line: Line, bank: Bank, plan: PlannedVisit) {
    const ask = (persona: string, route: string, input: object, step: string) =>
      once(line, persona, route, input, `crash-${plan.serial}-${step}`);
    const { person } = await ask('kiosk', 'POST /v1/card-readings', { card: plan.patient.card }, 'card');
    await ask('kiosk', 'POST /v1/coverages', { person, none: true }, 'coverage');
    await ask('kiosk', 'POST /v1/clinics/{clinic}/tickets', { clinic: plan.clinic, person }, 'ticket');
    const { ticket } = await ask('doctor', 'POST /v1/clinics/{clinic}/calls', { clinic: plan.clinic }, 'call');
    const { encounter } = await ask('doctor', 'POST /v1/encounters', { ticket }, 'open');
    const visit = 'POST /v1/encounters/{encounter}';
    await ask('doctor', `${visit}/notes`, { encounter, text: `Ghi chú ${plan.serial}` }, 'note');
    await ask('doctor', `${visit}/diagnoses`, { encounter, code: plan.diagnosis, main: true }, 'diagnosis');
    await ask('doctor', `${visit}/orders`, { encounter, items: plan.orders }, 'order');
    await ask('doctor', `${visit}/closing`, { encounter }, 'closing');
    const bill = (await ask('cashier', `${visit}/bills`, { encounter }, 'bill')) as unknown as Bill;
    const movement = movements.get(bill.bill) ?? bank.transfer(bill.payload ?? '');
    movements.set(bill.bill, movement);
    const reply = await orDied(() => bank.notify(movement));
    expect(reply.status).toBe(200);
    called.add(bill.bill);
    answered();
    return { plan, person: person ?? '', ticket: ticket ?? '', number: 0, encounter: encounter ?? '', bill };
  }

  return {
    acknowledged,
    called,
    play,
    /** After so many more answers, `kill` is called while the rest is under way. */
    dieAfter(answers: number, kill: () => void) {
      answersLeft = answers;
      onDeath = kill;
    },
  };
}

// Nobody can kill the whole of a cloud: there this is the platform's own promise.
describe.skipIf(isDeployed)('a province whose process is killed in the middle of the morning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const data = join(folder, 'data');
  const callers = openCallers();
  const plans = Array.from({ length: visitsAtOnce }, () => aVisit({ clinic: 'ho-hap' }));
  let province: ProvinceProcess;
  let line: Line;
  let bank: Bank;
  /** For each death, how many visits it cut off. */
  const cutOff: number[] = [];
  let finished: Awaited<ReturnType<typeof callers.play>>[] = [];

  beforeAll(async () => {
    province = await startProvince(data);
    line = openLine(province.url);
    const contract: Contract = await openChannel(line, hospital, 'sepay');
    const statement = join(folder, 'bank.jsonl');
    bank = openBank(line, statement, 'C');
    bank.open(hospital, receiving[hospital], contract);

    for (const answers of answersBeforeDeath) {
      let killed: Promise<void> | undefined;
      callers.dieAfter(answers, () => {
        killed = province.stop('SIGKILL');
      });
      const outcomes = await Promise.allSettled(plans.map((plan) => callers.play(line, bank, plan)));
      const wrong = outcomes.filter((one) => one.status === 'rejected' && !(one.reason instanceof Died));
      expect(wrong).toEqual([]);
      if (killed === undefined) throw new Error('the process was not killed');
      await killed;
      cutOff.push(outcomes.filter((one) => one.status === 'rejected').length);
      province = await startProvince(data);
      line = openLine(province.url);
      bank.reachBy(line);
    }
    callers.dieAfter(Number.POSITIVE_INFINITY, () => undefined);
    finished = await Promise.all(plans.map((plan) => callers.play(line, bank, plan)));
    await untilQuiet(line);
  }, 60_000);
  afterAll(async () => {
    await province.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('died three times, each time with requests under way', () => {
    expect(cutOff).toHaveLength(3);
    expect(Math.min(...cutOff)).toBeGreaterThan(0);
    expect(finished).toHaveLength(visitsAtOnce);
  });
  it('still gives every answer that it gave before, to the same key', async () => {
    for (const { persona, route, input, key, body } of callers.acknowledged.values()) {
      const again = await line.tell(persona, hospital, route, input, { key });
      expect(again.body, `${route} ${key}`).toEqual(body);
      expect(again.headers.get('idempotency-replayed'), route).toBe('true');
    }
  });
  it('has each visit once: tickets, visits, bills and records are as many as patients', async () => {
    const period = { from: today(), to: today() };
    const { body } = await line.ask('province', undefined, 'GET /v1/province/overview', period);
    const count = visitsAtOnce;
    expect(body).toMatchObject({
      items: [{ hospital, tickets: count, visits: count, paidBills: count, lockedRecords: count }],
    });
    expect(new Set(finished.map(({ ticket }) => ticket)).size).toBe(count);
    expect(new Set(finished.map(({ bill }) => bill.bill)).size).toBe(count);
  });
  it('has each payment once, as the bank’s own statement has it, and balanced books', async () => {
    const place = await findPlace(line, hospital);
    const books = await readBooks({ line, bank, days: [today()], run: 'C' }, place, finished, nothingYet);
    expect(books.faults).toEqual([]);
    expect(books).toMatchObject({ bills: visitsAtOnce, paidBills: visitsAtOnce, trialBalance: 0, suspended: 0 });
    expect(books.comparison.agreed).toBe(callers.called.size);
    expect(books.receipts).toHaveLength(visitsAtOnce);
    // Each of the four series counts from one, without a gap.
    for (const [series, own] of Map.groupBy(books.receipts, (receipt) => receipt.split('-')[0])) {
      expect(
        own.toSorted().map((receipt) => Number(receipt.slice(-6))),
        series,
      ).toEqual(own.map((_, at) => at + 1));
    }
  });
  it('has locked every record with the one note that was written in it', async () => {
    for (const { plan, encounter } of finished) {
      const found = await stepsOf(line, hospital).lockedDocument(encounter);
      expect(found).toMatchObject({ sha256Matches: true, signatureValid: true });
      const { document } = found;
      const { body } = await line.ask('doctor', hospital, 'GET /v1/documents/{document}', { document });
      expect(notesIn(body)).toEqual([`Ghi chú ${plan.serial}`]);
    }
  });
  it('lost no event on the way: nothing waits, nothing is dead', async () => {
    expect(await untilQuiet(line)).toEqual({ outbox: 0, waiting: 0, dead: 0 });
    expect(trafficIn(data)).toMatchObject({ dead: 0 });
  });
  it('keeps everything over a quiet restart as well', async () => {
    await province.stop('SIGTERM');
    province = await startProvince(data);
    line = openLine(province.url);
    for (const { bill } of finished) {
      expect(await stepsOf(line, hospital).readBill(bill.bill)).toMatchObject({ state: 'paid', due: 0 });
    }
  });
});
