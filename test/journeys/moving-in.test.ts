import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Line, openLine } from '../../local/demo/line.ts';
import { type ProvinceProcess, startProvince } from '../../local/demo/server.ts';
import { isDeployed, type Journey, openJourney } from './opened.ts';

const hospital = 'thong-nhat';
const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'moving-in', `${name}.csv`), 'utf8');
const vietnameseDay = (daysAhead: number): string =>
  new Date(Date.now() + (7 * 60 + daysAhead * 1_440) * 60_000).toISOString().slice(0, 10);

const Checked = z.object({
  digest: z.string(),
  rows: z.int(),
  accepted: z.int(),
  known: z.int(),
  refusedRows: z.int(),
  import: z.string().optional(),
  state: z.string(),
});
const Progress = z.object({
  state: z.string(),
  rows: z.int(),
  done: z.int(),
  made: z.int(),
  known: z.int(),
  refusedRows: z.int(),
});
type Kind = 'patient' | 'balance' | 'appointment';

/** The administrator's desk. */
const deskOf = (line: Line) => {
  const send = async (kind: Kind, input: object) =>
    Checked.parse((await line.ask('admin', hospital, `POST /v1/${kind}-imports`, input)).body);
  const progress = async (kind: Kind, id: string) =>
    Progress.parse((await line.ask('admin', hospital, `GET /v1/${kind}-imports/{import}`, { import: id })).body);
  return {
    check: (kind: Kind, csv: string) => send(kind, { csv }),
    progress,
    async begin(kind: Kind, csv: string): Promise<string> {
      const { digest } = await send(kind, { csv });
      const { import: id = '', state } = await send(kind, { csv, apply: digest });
      if (state === 'awaiting') {
        const decision = { import: id, version: 1, approve: true };
        const route = 'POST /v1/balance-imports/{import}/decision';
        await line.ask('admin', hospital, route, decision, { number: 2 });
      }
      return id;
    },
    /** Looks until the condition holds, as a person at a screen would. */
    async until(kind: Kind, id: string, holds: (seen: z.infer<typeof Progress>) => boolean) {
      for (let turn = 0; turn < 600; turn++) {
        const seen = await progress(kind, id);
        if (holds(seen)) return seen;
        await pause(50);
      }
      throw new Error(`the ${kind} import ${id} came to no end`);
    },
  };
};
const isDone = ({ state }: { state: string }): boolean => state === 'done';

describe('a hospital that moves in', () => {
  let journey: Journey;
  let desk: ReturnType<typeof deskOf>;
  const patients = example('patients');
  const balances = example('balances');
  /** The example's days may lie behind us by the time that somebody reads it. */
  const appointments = example('appointments').replace(/\d{2}\/01\/2027/g, vietnameseDay(30));
  beforeAll(async () => {
    journey = await openJourney();
    desk = deskOf(journey.line);
  }, 60_000);
  afterAll(() => journey.close());

  it('checks its files first, and learns that nobody can owe before the patients are there', async () => {
    expect(await desk.check('patient', patients)).toMatchObject({ rows: 4, accepted: 4, known: 0, refusedRows: 0 });
    expect(await desk.check('balance', balances)).toMatchObject({ rows: 3, accepted: 0, refusedRows: 3 });
    const { digest } = await desk.check('balance', balances);
    const refused = await journey.line.tell('admin', hospital, 'POST /v1/balance-imports', {
      csv: balances,
      apply: digest,
    });
    expect(refused).toMatchObject({ status: 409, code: 'import-has-errors' });
  });
  it('brings patients, what is open with them, and whom it expects', async () => {
    for (const [kind, csv, made] of [
      ['patient', patients, 4],
      ['balance', balances, 3],
      ['appointment', appointments, 3],
    ] as const) {
      const end = await desk.until(kind, await desk.begin(kind, csv), isDone);
      expect(end, kind).toMatchObject({ rows: made, done: made, made, known: 0, refusedRows: 0 });
    }
  });
  it('knows a patient whom it brought when the card is scanned, with the deposit and the debt', async () => {
    const card = '099185000101||Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử, Đồng Nai|01072024';
    const { person, returning } = await journey.at(hospital).readCard(card);
    expect(returning).toBe(true);
    const open = await journey.line.ask('cashier', hospital, 'GET /v1/opening-balances', { person });
    expect(open.body).toMatchObject({ owed: 250_000, deposit: 400_000 });
    const day = vietnameseDay(30);
    const expected = await journey.line.ask('reception', hospital, 'GET /v1/appointments', { day, clinic: 'noi' });
    expect(expected.body).toMatchObject({ items: [{ person, time: '07:30', note: 'TAI-KHAM' }] });
  });
  it('has books that add up to zero', async () => {
    const books = await journey.line.ask('cashier', hospital, 'GET /v1/ledger/trial-balance', {
      day: vietnameseDay(0),
    });
    expect(books.body).toMatchObject({ entries: 3, total: 0 });
  });
  it('makes nothing twice when it brings the same files again', async () => {
    for (const [kind, csv] of [
      ['patient', patients],
      ['balance', balances],
      ['appointment', appointments],
    ] as const) {
      const end = await desk.until(kind, await desk.begin(kind, csv), isDone);
      expect([end.made, end.known], kind).toEqual([0, end.rows]);
    }
  });
  it('brings nothing into another hospital', async () => {
    const card = '099185000101||Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử, Đồng Nai|01072024';
    expect((await journey.at('long-khanh').readCard(card)).returning).toBe(false);
  });
});

// Nobody can kill the whole of a cloud: there this is the platform's own promise.
describe.skipIf(isDeployed)('a hospital that moves in while the process is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moving-in-'));
  const count = 1_500;
  const rows = Array.from(
    { length: count },
    (_, n) => `BN-${n},Người Thử,07/08/1971,Nữ,099171${String(n).padStart(6, '0')}`,
  );
  const csv = ['source_id,full_name,birth_date,sex,citizen_number', ...rows].join('\n');
  let province: ProvinceProcess;
  let ended: z.infer<typeof Progress>;
  /** How many rows were done at each death. */
  const deaths: number[] = [];
  beforeAll(async () => {
    province = await startProvince(folder);
    const id = await deskOf(openLine(province.url)).begin('patient', csv);
    for (const rowsDone of [100, 500]) {
      const seen = await deskOf(openLine(province.url)).until('patient', id, ({ done }) => done >= rowsDone);
      await province.stop('SIGKILL');
      deaths.push(seen.done);
      province = await startProvince(folder);
    }
    ended = await deskOf(openLine(province.url)).until('patient', id, isDone);
  }, 90_000);
  afterAll(async () => {
    await province.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('was killed twice before the end', () => {
    expect(deaths).toHaveLength(2);
    expect(Math.max(...deaths)).toBeLessThan(count);
  });
  it('has each row once all the same', async () => {
    expect(ended).toMatchObject({ rows: count, done: count, made: count, known: 0, refusedRows: 0 });
    const again = await deskOf(openLine(province.url)).check('patient', csv);
    expect(again).toMatchObject({ accepted: 0, known: count, refusedRows: 0 });
  });
});
