import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { Caller } from '../kernel/caller.ts';
import type { Need, Question } from '../kernel/doors.ts';
import { type Emitted, type Envelope, type EventContract, eventType } from '../kernel/events.ts';
import type { TenantId } from '../kernel/ids.ts';
import { localDay } from '../kernel/time.ts';
import type { Ports } from '../ports/source.ts';
import { type Commit, Conflict, type Put, type Table, type Write } from '../ports/table.ts';
import { auditPartition, auditShards } from '../ports/walk.ts';
import type { Directory, World } from '../ports/world.ts';
import type { House } from './house.ts';
import { uuidv7 } from './uuid.ts';

/** Who comes through which door, and what that door declared. */
export interface Visit {
  readonly id: string;
  readonly context: string;
  readonly tenant: TenantId;
  readonly caller: Caller;
  readonly trace: string;
  readonly needs: readonly Need[];
  readonly claims: readonly string[];
  readonly asks: readonly Question[];
  readonly emits: readonly EventContract[];
  /** A door that may only read: a staged commit is a bug. */
  readonly readOnly: boolean;
}

/** Ten kiosks at once on one line were all served with ten tries, six or seven with three. */
const tries = 10;
const millisecondsPerTry = 12;

/** What one attempt of a door led to: its result, and the marks that go into the same write. */
export interface Outcome<T> {
  readonly result: T;
  /** False when nothing may be saved, whatever the door staged. */
  readonly save: boolean;
  /** Idempotency or inbox marks. */
  readonly marks: readonly Put[];
  /** Id the audit entry names; undefined when it names none. */
  readonly subject: string | undefined;
  /** A reading of a record is audited though nothing changed. */
  readonly auditReading: boolean;
}

/** When an idempotency or inbox mark of now may go, in Unix seconds. */
export const markEnds = (now: Date, days: number): number => Math.floor(now.getTime() / 1000) + days * 86_400;

/** An outcome that saves nothing. */
export const nothing = { save: false, marks: [], subject: undefined, auditReading: false } as const;

/**
 * Whether this was done before is asked only when something stands in the way: a lost commit, a refusal or a throw. The
 * mark is in the commit, so a repetition cannot slip through; not looking first saves one read in every request and
 * every delivery, and repetitions are rare.
 */
export async function unlessDone<T>(
  turn: number,
  done: () => Promise<T | undefined>,
  work: () => Promise<T>,
): Promise<T> {
  if (turn > 1) {
    const before = await done();
    if (before !== undefined) return before;
  }
  try {
    return await work();
  } catch (error) {
    // What was done may be just what made it throw the second time.
    const before = turn === 1 ? await done() : undefined;
    if (before !== undefined) return before;
    throw error;
  }
}

/**
 * Runs a door until its commit went through: `run` decides on a fresh world each time, and everything it staged is
 * written with the marks, the audit entry and the events in one all-or-nothing write. Allowed because `run` has no
 * other effect.
 * @throws Conflict when others were faster ten times in a row.
 */
export async function attempt<T>(
  house: House,
  visit: Visit,
  run: (world: World, turn: number) => Promise<Outcome<T>>,
): Promise<T> {
  const ports = await house.source.ports(visit.tenant, visit.context);
  for (let turn = 1; ; turn++) {
    const now = house.source.now();
    const staged: Commit[] = [];
    const world = worldOf(house, visit, ports, now, staged);
    const outcome = await run(world, turn);
    const write = writeOf(visit, now, staged, outcome);
    if (!write) return outcome.result;
    try {
      await ports.table.write(write);
      return outcome.result;
    } catch (error) {
      if (!(error instanceof Conflict) || turn === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * millisecondsPerTry * turn));
    }
  }
}

function writeOf<T>(visit: Visit, now: Date, staged: readonly Commit[], outcome: Outcome<T>): Write | undefined {
  const commits = outcome.save ? staged : [];
  const put = commits.flatMap((commit) => commit.put ?? []);
  const remove = commits.flatMap((commit) => commit.remove ?? []);
  const expect = commits.flatMap((commit) => commit.expect ?? []);
  const emitted = commits.flatMap((commit) => commit.emit ?? []);
  const changes = put.length + remove.length + emitted.length > 0;
  if (changes && visit.readOnly) throw new Error(`${visit.id} is read-only but staged a change`);
  // Whoever walks the days finds every partition a hospital has, and nobody needs a right to scan.
  const keys = [...new Set([...put, ...remove].map(({ key }) => key.pk))].sort();
  const code = commits.find(({ refused }) => refused !== undefined)?.refused;
  const change: Act = code === undefined ? { act: 'change', keys } : { act: 'refused', code, keys };
  const act: Act = changes ? change : { act: 'read' };
  const audit = changes || outcome.auditReading ? [auditEntry(visit, now, outcome.subject, act)] : [];
  if (put.length + remove.length + emitted.length + outcome.marks.length + audit.length === 0) return undefined;
  return {
    put: [...put, ...outcome.marks, ...audit],
    remove,
    expect,
    events: emitted.map((one) => envelopeOf(visit, now, one)),
  };
}

function envelopeOf(visit: Visit, now: Date, emitted: Emitted): Envelope {
  if (!visit.emits.includes(emitted.contract)) {
    throw new Error(`${visit.id} emits ${eventType(emitted.contract)} without declaring it`);
  }
  return {
    id: uuidv7(now),
    name: emitted.contract.name,
    version: emitted.contract.version,
    at: now.toISOString(),
    tenant: visit.tenant,
    subject: emitted.subject,
    by: visit.caller.id,
    trace: visit.trace,
    data: emitted.data,
  };
}

/** What an entry says was done: a change with the partitions it wrote, the reading of a record, or a refusal. */
type Act =
  | { readonly act: 'change'; readonly keys: readonly string[] }
  | { readonly act: 'read' }
  | { readonly act: 'refused'; readonly code: string; readonly keys?: readonly string[] };

/** Entries are unchained here, so that no hot item serialises the hospital; they lie by Vietnamese day and shard. */
function auditEntry(
  visit: Pick<Visit, 'id' | 'caller' | 'trace'>,
  now: Date,
  subject: string | undefined,
  act: Act,
): Put {
  const id = uuidv7(now);
  const shard = createHash('sha256').update(id).digest().readUInt8(0) % auditShards;
  const at = now.toISOString();
  return {
    key: { pk: auditPartition(localDay(now), shard), sk: `${at}#${id}` },
    value: {
      id,
      at,
      door: visit.id,
      by: visit.caller.id,
      roles: visit.caller.roles,
      ...act,
      subject: subject ?? null,
      trace: visit.trace,
    },
    expect: 'absent',
  };
}

/** Writes down that somebody known was refused, in the table of the hospital they belong to. */
export async function auditRefusal(
  house: House,
  visit: Pick<Visit, 'id' | 'context' | 'tenant' | 'caller' | 'trace'>,
  code: string,
  subject: string | undefined,
): Promise<void> {
  const { table } = await house.source.ports(visit.tenant, visit.context);
  const entry = auditEntry(visit, house.source.now(), subject, { act: 'refused', code });
  await table.write({ put: [entry], remove: [], expect: [], events: [] });
}

function worldOf(house: House, visit: Visit, ports: Ports, now: Date, staged: Commit[]): World {
  const needed = <P>(need: Need, port: P): P => {
    if (!visit.needs.includes(need)) throw new Error(`${visit.id} uses '${need}' without declaring the need`);
    return port;
  };
  const table: Table = {
    get: (key) => ports.table.get(key),
    query: (query) => ports.table.query(query),
    next: (key) => ports.table.next(key),
    commit: (commit) => {
      staged.push(commit);
    },
  };
  return {
    tenant: visit.tenant,
    caller: visit.caller,
    now,
    trace: visit.trace,
    newId: () => uuidv7(now),
    table,
    get files() {
      return needed('files', ports.files);
    },
    get keys() {
      return needed('keys', ports.keys);
    },
    get directory() {
      return claimingOnly(visit, needed('directory', ports.directory));
    },
    get shared() {
      return needed('shared', ports.shared);
    },
    get grants() {
      return needed('grants', ports.grants);
    },
    get lake() {
      return needed('lake', ports.lake);
    },
    get letters() {
      return needed('letters', ports.letters);
    },
    get accounts() {
      return needed('accounts', ports.accounts);
    },
    get sessions() {
      return needed('sessions', ports.sessions);
    },
    get standings() {
      return needed('standings', ports.standings);
    },
    get inquiries() {
      return needed('inquiries', ports.inquiries);
    },
    ask: (asked, input) => ask(house, visit, asked, input),
  };
}

/** A claim is for ever and lies outside the hospital: a door makes only those that it declared. */
const claimingOnly = (visit: Visit, directory: Directory): Directory => ({
  tenantOf: (kind, value) => directory.tenantOf(kind, value),
  async claim(kind, value) {
    if (!visit.claims.includes(kind)) throw new Error(`${visit.id} claims a '${kind}' without declaring it`);
    return directory.claim(kind, value);
  },
});

/** Opens the answering door on its own context's table, for the same tenant and caller; it can save nothing. */
async function ask<I extends z.ZodType, O extends z.ZodType>(
  house: House,
  visit: Visit,
  asked: Question<string, I, O>,
  input: z.input<I>,
): Promise<z.output<O>> {
  if (!visit.asks.some((declared) => declared.name === asked.name)) {
    throw new Error(`${visit.id} asks ${asked.name} without declaring it`);
  }
  const found = house.answers.find((answer) => answer.door.to.name === asked.name);
  if (!found) throw new Error(`nobody answers ${asked.name} in this function`);
  const ports = await house.source.ports(visit.tenant, found.context);
  const staged: Commit[] = [];
  const inner: Visit = {
    ...visit,
    id: found.id,
    context: found.context,
    needs: found.door.needs,
    claims: [],
    asks: [],
    emits: [],
    readOnly: true,
  };
  const world = worldOf(house, inner, ports, house.source.now(), staged);
  const answered = asked.output.parse(await found.door.handle(asked.input.parse(input), world));
  if (staged.length > 0) throw new Error(`${found.id} answers a question and must not commit`);
  return answered;
}
