import { type Random, seeded } from '../../local/demo/random.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Write } from '../../shared/ports/table.ts';
import { type BillingStage, openBillingStage, receiving } from '../billing-stage.ts';
import type { Reply } from '../stage.ts';
import { type Call, openSimulatedBank, type SimulatedBank } from './bank.ts';
import { booksOf } from './books.ts';
import { type AskDesk, deskOf } from './desk.ts';
import { disturbed, type Fault, faults } from './faults.ts';
import { type Truth, type Violation, violationsOf } from './invariants.ts';

type Hospital = keyof typeof receiving;
const hospitals = Object.keys(receiving) as Hospital[];

export interface Simulated {
  readonly seed: number;
  readonly steps: number;
  readonly movements: number;
  readonly calls: number;
  readonly refused: number;
  readonly faults: number;
  /** Entries of both ledgers, by kind. */
  readonly entries: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}

interface SimulationOptions {
  readonly steps?: number;
  /** Of a hundred writes so many go wrong. */
  readonly faultPercent?: number;
  /** A bug to plant, for the proof that an invariant finds it. */
  readonly falsify?: (write: Write) => Write;
}

interface Billed {
  readonly hospital: Hospital;
  readonly encounter: string;
  readonly person: string;
  readonly bill: string;
  readonly code: string;
  readonly due: number;
}

/** One seeded course of visits, bills and payments at two hospitals, and everything that goes wrong on the way. */
class Course {
  readonly random: Random;
  readonly stage: BillingStage;
  readonly bank: SimulatedBank;
  readonly channels: ReadonlyMap<Hospital, string>;
  readonly accepted = new Set<string>();
  readonly billed: Billed[] = [];
  readonly desk: ReturnType<typeof deskOf<Billed>>;
  calls = 0;
  refused = 0;
  private keys = 0;

  constructor(random: Random, stage: BillingStage, bank: SimulatedBank, channels: ReadonlyMap<Hospital, string>) {
    this.random = random;
    this.stage = stage;
    this.bank = bank;
    this.channels = channels;
    const ask: AskDesk = (as, hospital, route, input) =>
      this.insist((key) => this.stage.request(route, input, { as, hospital, key }));
    this.desk = deskOf(random, ask, this.billed);
  }

  /** As a screen does: the same key until there is an answer. */
  private async insist(ask: (key: string) => Promise<Reply>): Promise<Reply> {
    const key = `simulated-${++this.keys}`;
    for (let turn = 0; turn < 50; turn++) {
      const reply = await ask(key);
      if (reply.status < 500 && reply.body?.code !== 'busy' && reply.body?.code !== 'charges-pending') return reply;
      await this.deliver();
    }
    throw new Error('no answer after fifty times');
  }

  /** Lets the clock go on until no event waits for its next try. */
  async deliver(): Promise<void> {
    for (let turn = 0; turn < 40; turn++) {
      await this.stage.settle();
      if (this.stage.letters().every(({ state }) => state !== 'waiting')) return;
      this.stage.setClock({ minutes: 1 });
    }
  }

  async visit(): Promise<void> {
    const { random, stage } = this;
    const hospital = random.pick(hospitals);
    const encounter = `e-${this.billed.length + 1}-${++this.keys}`;
    const person = `person-${random.int(1, 5)}-${hospital}`;
    await stage.open(encounter, person, hospital);
    const orders = random.int(1, 3);
    for (let order = 0; order < orders; order++) {
      await stage.order(encounter, random.pick(['SA-BUNG', 'XQ-NGUC', 'XN-CTM']), random.int(1, 2), {
        tenant: hospital,
      });
    }
    stage.closeVisit(encounter);
    await this.deliver();
    const asking = { as: 'cashier' as const, hospital };
    const path = 'POST /v1/encounters/{encounter}/bills';
    const { status, body } = await this.insist((key) => stage.request(path, { encounter }, { ...asking, key }));
    if (status !== 201) throw new Error(`no bill: ${JSON.stringify(body)}`);
    this.billed.push({ hospital, encounter, person, bill: body.bill, code: body.code, due: body.due });
  }

  /** A visit whose bill was taken back is billed anew. */
  async again(voided: Billed | undefined): Promise<void> {
    if (!voided) return;
    const { hospital, encounter, person } = voided;
    const path = 'POST /v1/encounters/{encounter}/bills';
    const asked = { as: 'cashier' as const, hospital };
    const { status, body } = await this.insist((key) => this.stage.request(path, { encounter }, { ...asked, key }));
    if (status === 201)
      this.billed.push({ hospital, encounter, person, bill: body.bill, code: body.code, due: body.due });
  }

  /** A patient tops the card up, or the hospital's own bank pays a refund out, mostly as it was told. */
  async byTransfer(asked: { hospital: Hospital; code: string; amount: number } | undefined, direction: 'in' | 'out') {
    if (!asked) return;
    const { random } = this;
    const amount = random.percent(85) ? asked.amount : asked.amount + random.int(1, 500);
    this.bank.move({
      ...{ account: receiving[asked.hospital], amount, direction, content: `NT ${asked.code}`, day: this.today() },
    });
  }

  private today(): string {
    return localDay(this.stage.now()).split('-').reverse().join('/');
  }

  /** Somebody pays, or something that looks like it. */
  pay(): void {
    const { random, bank } = this;
    if (this.billed.length === 0) return;
    const { hospital, code, due } = random.pick(this.billed);
    const account = receiving[hospital];
    const elsewhere = receiving[random.pick(hospitals.filter((one) => one !== hospital))];
    const content = `${random.pick(['', 'vien phi ', 'CT DEN:0123 '])}${random.percent(50) ? code : code.toLowerCase()}`;
    const day = this.today();
    const exact = { account, amount: due, direction: 'in', content, day } as const;
    const kinds = [
      [() => bank.move(exact), 40],
      [() => bank.move({ ...exact, amount: random.int(1, due) }), 15],
      [() => bank.move({ ...exact, amount: due + random.int(1, 50_000) }), 10],
      [() => bank.move({ ...exact, content: 'cam on bac si' }), 8],
      [() => bank.move({ ...exact, account: elsewhere }), 6],
      [() => bank.move({ ...exact, amount: random.int(1000, 90_000), direction: 'out', content: 'phi' }), 5],
      [() => bank.forge(exact), 10],
    ] as const;
    random.weighted(kinds)();
  }

  async bankCalls(): Promise<void> {
    const calls = this.bank.next(this.random.int(1, 6));
    await Promise.all(calls.map((call) => this.take(call)));
  }

  private async take(call: Call): Promise<void> {
    const { movement, kind, amount } = call;
    // A bank's own slip about a known movement comes after the movement.
    if (kind === 'changed' && !this.accepted.has(movement.reference)) return this.bank.again(call);
    const hospital = hospitals.find((one) => receiving[one] === movement.account);
    const channel = hospital && this.channels.get(hospital);
    if (channel === undefined) throw new Error('no channel for this account');
    this.calls++;
    const { reference, account, content, direction } = movement;
    const body = this.stage.bodyOf({ amount, content, reference, account, out: direction === 'out' });
    const reply = await this.stage.call(channel, body, kind === 'forged' ? 'whsec_of_somebody_else' : undefined);
    if (kind === 'forged') {
      if (reply.status < 400) throw new Error('a forged call was accepted');
      this.refused++;
    } else if (reply.status !== 200) this.bank.again(call);
    else if (kind === 'true') this.accepted.add(reference);
  }

  /** An administrator brings what the bank states; from then on the hospital answers for all of it. */
  async statement(hospital: Hospital): Promise<void> {
    const account = receiving[hospital];
    const stated = this.bank.log.filter((movement) => movement.account === account);
    if (stated.length === 0) return;
    const content = this.bank.statement(account);
    const bring = (more: object) =>
      this.insist((key) =>
        this.stage.request(
          'POST /v1/bank-statements',
          { layout: 'csv', content, ...more },
          { as: 'admin', hospital, key },
        ),
      );
    const checked = await bring({});
    const applied = await bring({ apply: checked.body.digest });
    if (applied.status !== 201) throw new Error(`no statement: ${JSON.stringify(applied.body)}`);
    if (applied.body.state === 'awaiting') await this.letStatement(hospital, applied.body.import);
    await this.deliver();
    for (const { reference } of stated) this.accepted.add(reference);
  }

  /** Another administrator lets the money of a statement settle; often two of them at once, or one twice. */
  private async letStatement(hospital: Hospital, id: string): Promise<void> {
    const decide = (number: number) =>
      this.insist((key) =>
        this.stage.request(
          'POST /v1/bank-statements/{import}/decision',
          { import: id, version: 1, approve: true },
          { as: 'admin', number, hospital, key },
        ),
      );
    const own = await decide(1);
    if (own.body.code !== 'needs-another-person') throw new Error('one administrator let a statement of their own');
    const told = await Promise.all([decide(2), decide(3), decide(2)]);
    const open = told.filter(({ status, body }) => status !== 200 && body.code !== 'statement-decided');
    if (open.length > 0) throw new Error(`no decision: ${JSON.stringify(open[0]?.body)}`);
  }

  /** Two people put unexplained money where it belongs: one asks, another decides; often both at once. */
  async place(): Promise<void> {
    const { random } = this;
    const hospital = random.pick(hospitals);
    const bills = this.billed.filter((one) => one.hospital === hospital);
    if (bills.length === 0) return;
    const asking = (as: 'cashier' | 'admin') => ({ as, hospital });
    const { items } = (await this.stage.request('GET /v1/work-items', {}, asking('cashier'))).body;
    const open = (items as { id: string; kind: string }[]).filter(({ kind }) => kind === 'unknown-code');
    if (open.length === 0) return;
    const item = random.pick(open).id;
    const wish = { item, bill: random.pick(bills).bill, to: random.pick(['bill', 'deposit']), note: 'Theo sao kê.' };
    await this.insist((key) =>
      this.stage.request('POST /v1/work-items/{item}/placement', wish, { ...asking('cashier'), key }),
    );
    const path = 'GET /v1/work-items/{item}/placement';
    const version = (await this.stage.request(path, { item }, asking('admin'))).body.version ?? 1;
    const decide = () =>
      this.insist((key) =>
        this.stage.request(
          'POST /v1/work-items/{item}/placement/decision',
          { item, approve: random.percent(80), version },
          { ...asking('admin'), key },
        ),
      );
    await Promise.all(random.percent(40) ? [decide(), decide()] : [decide()]);
  }

  /** The queues deliver once more what was handled: at least once is what they promise. */
  repeatLetters(): void {
    const { database } = this.stage.embedded;
    const done = database.all<{ id: string }>("SELECT id FROM letters WHERE state = 'done' ORDER BY id");
    for (const { id } of this.random.shuffled(done).slice(0, 10)) {
      database.run("UPDATE letters SET state = 'waiting', attempts = 0, due = 0 WHERE id = ?", id);
    }
    this.stage.embedded.onEvents();
  }

  async expire(): Promise<void> {
    this.stage.setClock({ minutes: this.random.pick([1, 20, 60, 1500]) });
    // A run that failed is made up by the next one.
    await this.stage.runSchedule('billing.expireIntents').catch(() => undefined);
  }
}

const stateOf = (course: Course): Truth => ({
  log: course.bank.log,
  accepted: course.accepted,
  accounts: new Map(hospitals.map((hospital) => [receiving[hospital], hospital])),
  published: course.stage.embedded.database
    .all<{ tenant: string; context: string; envelope: string }>('SELECT tenant, context, envelope FROM outbox')
    .map(({ tenant, context, envelope }) => ({ ...JSON.parse(envelope), tenant, context })),
});

const look = (course: Course): Violation[] => {
  const truth = stateOf(course);
  return hospitals.flatMap((hospital) => violationsOf(booksOf(course.stage, hospital), truth));
};

/**
 * Plays one course. The same seed is the same course, up to the order in which parallel calls reach the store.
 * @returns what was violated first, if anything; a course that is whole ends with every call of the bank answered, every
 * event handled and the same accounts on both sides.
 */
export async function simulatePayments(seed: number, options: SimulationOptions = {}): Promise<Simulated> {
  const { steps = 60, faultPercent = 12, falsify } = options;
  const random = seeded(seed);
  const striking = random.branch('faults');
  let struck = 0;
  let calm = true;
  const strike = (): Fault | undefined => {
    if (calm || !striking.percent(faultPercent)) return undefined;
    struck++;
    return striking.pick(faults);
  };
  const stage = await openBillingStage({
    now: '2026-11-24T01:00:00.000Z',
    disturb: (source) => disturbed(source, { strike, ...(falsify && { falsify }) }),
  });
  try {
    const channels = new Map<Hospital, string>();
    for (const hospital of hospitals) channels.set(hospital, await stage.sepay(hospital));
    const course = new Course(random.branch('course'), stage, openSimulatedBank(random.branch('bank')), channels);
    calm = false;
    let violations: Violation[] = [];
    let step = 0;
    while (step < steps && violations.length === 0) {
      step++;
      const act = random.weighted<() => unknown>([
        [() => course.visit(), 18],
        [() => course.pay(), 40],
        [() => course.bankCalls(), 27],
        [() => course.place(), 5],
        [() => course.statement(random.pick(hospitals)), 3],
        [() => course.repeatLetters(), 3],
        [() => course.expire(), 4],
        [() => course.desk.cash(), 8],
        [() => course.desk.depositCash(), 4],
        [() => course.desk.payFromDeposit(), 7],
        [async () => course.byTransfer(await course.desk.topUp(), 'in'), 4],
        [async () => course.byTransfer(await course.desk.refund(), 'out'), 8],
        [() => course.desk.correct(), 5],
        [async () => course.again(await course.desk.void()), 3],
        [() => course.desk.closeTill(random.pick(hospitals)), 5],
      ]);
      await act();
      violations = look(course);
    }
    // Everybody gets an answer in the end, and then both sides must be the same.
    for (let turn = 0; turn < 200 && course.bank.waiting.length > 0 && violations.length === 0; turn++) {
      await course.bankCalls();
    }
    // What no call told of is in the statements.
    for (const hospital of hospitals) await course.statement(hospital);
    await course.deliver();
    if (violations.length === 0) violations = [...look(course), ...leftOver(course)];
    const { calls, refused, bank } = course;
    const posted = hospitals.flatMap((hospital) => booksOf(stage, hospital).entries.map(({ kind }) => kind));
    const entries = new Map([...Map.groupBy(posted, (kind) => kind)].map(([kind, own]) => [kind, own.length]));
    return { seed, steps: step, movements: bank.log.length, calls, refused, faults: struck, entries, violations };
  } finally {
    await stage.close();
  }
}

/** At the end nothing may be on its way any more. */
function leftOver({ bank, stage, accepted }: Course): Violation[] {
  const unanswered = bank.log.filter(({ reference }) => !accepted.has(reference));
  return [
    ...unanswered.map(({ reference }) => ({
      invariant: 'no accepted movement is lost' as const,
      what: `${reference} was never answered`,
    })),
    ...stage.letters().map(({ door, state, error }) => ({
      invariant: 'every event has its audit entry' as const,
      what: `a letter to ${door} is ${state}: ${error}`,
    })),
  ];
}
