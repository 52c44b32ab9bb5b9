import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { patientImportContinued, personBySource } from '../../shared/contracts/identity.ts';
import { context, route } from '../../shared/kernel/doors.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { identity } from './index.ts';

const desk = context('desk', {
  askSource: route('POST /v1/test/sources', {
    summary: 'A neighbouring context asks who a patient number is',
    who: ['admin'],
    input: z.strictObject({ sources: z.array(z.string()) }),
    output: personBySource.output,
    asks: [personBySource],
    handle: (input, world) => world.ask(personBySource, input),
  }),
});
const header = 'source_id,full_name,birth_date,sex,citizen_number,phone,address';
/** Invented: province 099 does not exist. */
const thu = 'BN-1,Nguyễn Thị Thử,15/08/1985,Nữ,099185004321,0912 345 678,"Ấp Mẫu, Xã Thử"';
const mau = 'BN-2,Trần Văn Mẫu,1990-01-02,nam,099090000002,,';
const noPapers = 'BN-3,Lê Thị Vô Danh,01/02/1950,nu,,,';
const secrets = [
  'BN-1',
  'Nguyễn Thị Thử',
  'Nguyen Thi Thu',
  '099185004321',
  '0912345678',
  '0912 345 678',
  'Ấp Mẫu',
  '1985-08-15',
  '15/08/1985',
];
const fileOf = (...rows: string[]) => [header, ...rows].join('\n');
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => {
    const serial = String(from + n).padStart(6, '0');
    return `BN-${serial},Người Thử,${n % 2 ? '1990-05-06' : '07/08/1971'},${n % 2 ? 'nam' : 'nữ'},${n % 3 ? `099190${serial}` : ''},,`;
  });

describe('the file of patients of a hospital that moves in', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [identity, desk] });
  });
  afterEach(() => stage.close());
  const send = (csv: string, more: object = {}, asking: Parameters<Stage['request']>[2] = {}) =>
    stage.request('POST /v1/patient-imports', { csv, ...more }, { as: 'admin', ...asking });
  const progress = async (id: string) =>
    (await stage.request('GET /v1/patient-imports/{import}', { import: id }, { as: 'admin' })).body;
  /** Checks, applies and waits; the answer is the progress at the end. */
  const bring = async (csv: string, more: object = {}) => {
    const { digest } = (await send(csv)).body;
    const started = await send(csv, { apply: digest, ...more });
    expect(started.status).toBe(201);
    await stage.settle();
    return progress(started.body.import);
  };
  const kept = (pk: string) => stage.stored('identity').filter((item) => item.pk.startsWith(pk));

  it('is checked first: what it would make is said, and nothing of it is stored', async () => {
    const reply = await send(fileOf(thu, mau, 'BN-4,X,40/01/1990,nam,,,'));
    expect(reply).toMatchObject({
      status: 201,
      body: {
        state: 'checked',
        rows: 3,
        accepted: 2,
        known: 0,
        refusedRows: 1,
        refused: [{ line: 4, column: 'birth_date', reason: 'not-a-date' }],
        reasons: { 'not-a-date': { vi: 'Ngày phải là dd/mm/yyyy hoặc yyyy-mm-dd' } },
      },
    });
    expect(stage.stored('identity').map(({ sk }) => sk)).toEqual(['IDEM']);
    const stored = JSON.stringify(stage.stored('identity'));
    for (const secret of secrets) expect(stored).not.toContain(secret);
    expect(stage.events()).toEqual([]);
  });
  it('is worked off when the check of that very text is named, and each row becomes a person', async () => {
    expect(await bring(fileOf(thu, mau, noPapers))).toMatchObject({
      state: 'done',
      rows: 3,
      done: 3,
      made: 3,
      known: 0,
      refusedRows: 0,
    });
    const { persons } = (
      await stage.request('POST /v1/test/sources', { sources: ['BN-1', 'BN-9', 'BN-3'] }, { as: 'admin' })
    ).body;
    expect(persons.map(({ source }: { source: string }) => source)).toEqual(['BN-1', 'BN-3']);
    const read = await stage.request('GET /v1/persons/{person}', { person: persons[0].person }, { as: 'reception' });
    expect(read.body).toMatchObject({
      name: 'Nguyễn Thị Thử',
      birthDate: '1985-08-15',
      sex: 'female',
      citizenNumber: '*********321',
      source: 'IMPORT',
    });
  });
  it('leaves nothing that could tell who somebody is outside the seals, and no row of the file at the end', async () => {
    await bring(fileOf(thu, mau));
    const everywhere = JSON.stringify([stage.stored('identity'), stage.events(), stage.log]);
    for (const secret of secrets) expect(everywhere).not.toContain(secret);
    expect(kept('IMPORT#').map(({ sk }) => sk)).toEqual(['RUN']);
  });
  it('finds the person again when the citizen card is scanned later', async () => {
    await bring(fileOf(thu));
    const card = '099185004321||Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử|01072024';
    expect((await stage.request('POST /v1/card-readings', { card }, { as: 'kiosk' })).body).toMatchObject({
      returning: true,
    });
  });
  it('makes nobody twice when it is brought again, also with other line ends', async () => {
    await bring(fileOf(thu, mau, noPapers));
    expect(await bring(fileOf(thu, mau, noPapers))).toMatchObject({ made: 0, known: 3 });
    expect(await bring(fileOf(thu, mau, noPapers).replaceAll('\n', '\r\n'))).toMatchObject({ made: 0, known: 3 });
    expect(kept('PERSON#')).toHaveLength(3);
  });
  it('knows who was at the kiosk before, and ties the old patient number to that person', async () => {
    const card = '099185004321||Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử|01072024';
    const { person } = (await stage.request('POST /v1/card-readings', { card }, { as: 'kiosk' })).body;
    expect(await bring(fileOf(thu))).toMatchObject({ made: 0, known: 1 });
    const { body } = await stage.request('POST /v1/test/sources', { sources: ['BN-1'] }, { as: 'admin' });
    expect(body.persons).toEqual([{ source: 'BN-1', person }]);
  });
  it('takes two patient numbers of one person, also within one file', async () => {
    const twin = thu.replace('BN-1', 'BN-1B');
    expect((await send(fileOf(thu, twin))).body).toMatchObject({ accepted: 1, known: 1 });
    expect(await bring(fileOf(thu, twin))).toMatchObject({ made: 1, known: 1 });
    const { persons } = (await stage.request('POST /v1/test/sources', { sources: ['BN-1', 'BN-1B'] }, { as: 'admin' }))
      .body;
    expect(persons[0].person).toBe(persons[1].person);
  });
  it.each([
    ['born in the future', 'BN-4,Lê Thử,25/11/2026,nam,,,', 'birth_date', 'in-future'],
    ['born before 1900', 'BN-4,Lê Thử,1899-12-31,nam,,,', 'birth_date', 'too-far'],
    ['of no known sex', 'BN-4,Lê Thử,1990-01-01,x,,,', 'sex', 'not-a-choice'],
    [
      'with a number that lost its leading zero',
      'BN-4,Lê Thử,1990-01-01,nam,99090000009,,',
      'citizen_number',
      'not-a-citizen-number',
    ],
    ['with a telephone that is none', 'BN-4,Lê Thử,1990-01-01,nam,,12,', 'phone', 'not-a-phone'],
    ['whose name has digits', 'BN-4,L3 Thử,1990-01-01,nam,,,', 'full_name', 'not-a-name'],
    [
      'whose citizen number is that of somebody born in another year',
      'BN-4,Lê Thử,1991-01-01,nam,099090000002,,',
      'citizen_number',
      'number-differs',
    ],
    [
      'whose patient number is that of somebody of another sex',
      'BN-2,Lê Thử,1990-01-01,nữ,,,',
      'source_id',
      'patient-differs',
    ],
    [
      'whose two numbers are those of two persons',
      'BN-2,Trần Văn Mẫu,1990-01-02,nam,099090000005,,',
      'citizen_number',
      'number-differs',
    ],
  ])('refuses a row of somebody %s', async (_, row, column, reason) => {
    const before = [mau, 'BN-5,Trần Văn Hai,1990-03-03,nam,099090000005,,'];
    const misfit = { column, reason };
    expect((await send(fileOf(...before, row))).body).toMatchObject({ accepted: 2, refused: [{ line: 4, ...misfit }] });
    await bring(fileOf(...before));
    expect((await send(fileOf(row))).body).toMatchObject({ accepted: 0, refused: [{ line: 2, ...misfit }] });
  });
  it('is not applied while it has rows with errors, unless they are to be skipped', async () => {
    const csv = fileOf(thu, 'BN-4,Lê Thử,?,nam,,,', mau);
    const { digest } = (await send(csv)).body;
    expect((await send(csv, { apply: digest })).body).toMatchObject({ status: 409, code: 'import-has-errors' });
    expect(kept('PERSON#')).toEqual([]);
    expect(await bring(csv, { skipErrors: true })).toMatchObject({
      state: 'done',
      rows: 3,
      done: 3,
      made: 2,
      refused: [{ line: 3, column: 'birth_date', reason: 'not-a-date' }],
      reasons: { 'not-a-date': { en: 'A date is dd/mm/yyyy or yyyy-mm-dd' } },
    });
  });
  it('is over at once when every row is skipped', async () => {
    expect(await bring(fileOf('BN-4,Lê Thử,?,nam,,,'), { skipErrors: true })).toMatchObject({
      state: 'done',
      rows: 1,
      done: 1,
      made: 0,
      refusedRows: 1,
    });
  });
  it('is not applied when it is another text than the one that was checked, or was checked elsewhere', async () => {
    const { digest } = (await send(fileOf(thu))).body;
    expect((await send(fileOf(thu, mau), { apply: digest })).body.code).toBe('import-changed');
    const elsewhere = (await send(fileOf(mau), {}, { hospital: 'thong-nhat' })).body.digest;
    expect((await send(fileOf(mau), { apply: elsewhere })).body.code).toBe('import-changed');
  });
  it('shows at most 200 refused rows and counts all', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => `BN-${n},Lê Thử,?,nam,,,`);
    const { body } = await send(fileOf(...rows));
    expect([body.refused.length, body.refusedRows]).toEqual([200, 250]);
  });
  it('is refused beyond 1 MB: it is sent in parts', async () => {
    expect((await send('x'.repeat(1_000_001))).status).toBe(413);
  });
  it('is for the administrator alone, in the hospital alone', async () => {
    for (const as of ['doctor', 'reception', 'cashier', 'kiosk', 'operator'] as const)
      expect((await send(fileOf(thu), {}, { as })).status, as).toBe(403);
    const started = await bring(fileOf(thu));
    const read = { import: started.import };
    expect(
      (await stage.request('GET /v1/patient-imports/{import}', read, { as: 'admin', hospital: 'thong-nhat' })).status,
    ).toBe(404);
    const left = stage.stored('identity', 'thong-nhat').filter(({ pk }) => !pk.startsWith('AUDIT#'));
    expect(left).toEqual([]);
  });

  describe('with more rows than one commit takes', () => {
    it('makes exactly what the check accepted, whatever it holds', async () => {
      // Every seventh row repeats an earlier one, every eleventh is wrong, some share a citizen number.
      const rows = many(130).map((row, n, all) =>
        n % 11 === 10 ? row.replace(/(nam|nữ)/, '?') : n % 7 === 6 ? (all[n - 3] ?? row) : row,
      );
      const check = (await send(fileOf(...rows))).body;
      expect(check.accepted).toBeGreaterThan(80);
      expect(check.known).toBeGreaterThan(5);
      const end = await bring(fileOf(...rows), { skipErrors: true });
      expect([end.made, end.known, end.refusedRows]).toEqual([check.accepted, check.known, check.refusedRows]);
      expect(kept('PERSON#').filter(({ sk }) => sk === 'PERSON')).toHaveLength(check.accepted);
      expect(end.done).toBe(end.rows);
    });
    it('goes on where it stood after a commit that failed half-way, and makes nobody twice', async () => {
      const csv = fileOf(...many(75));
      const { digest } = (await send(csv)).body;
      const ports = await stage.embedded.ports(stage.hospital, 'identity');
      const write = ports.table.write;
      let writes = 0;
      // The third chunk's write fails once, after the row data was sealed: power goes off in the middle.
      Object.assign(ports.table, {
        write: async (one: Parameters<typeof write>[0]) => {
          if (one.put.some(({ key }) => key.sk === 'PERSON') && ++writes === 3) throw new Error('power cut');
          return write(one);
        },
      });
      const { body } = await send(csv, { apply: digest });
      await stage.settle();
      expect(await progress(body.import)).toMatchObject({ state: 'running', done: 40, made: 40 });
      expect(kept('IMPORT#').map(({ sk }) => sk)).toEqual(['PART#0002', 'PART#0003', 'RUN']);
      stage.setClock({ minutes: 1 });
      await stage.settle();
      expect(await progress(body.import)).toMatchObject({ state: 'done', done: 75, made: 75, known: 0 });
      expect(kept('PERSON#')).toHaveLength(75);
      expect(stage.letters()).toEqual([]);
    });
    it('changes nothing when the word to go on comes again, and keeps one for an import that is not there', async () => {
      const csv = fileOf(...many(45));
      const end = await bring(csv);
      const before = kept('PERSON#').length;
      for (const from of [0, 20, 40]) await stage.announce(patientImportContinued, { import: end.import, from });
      expect([await progress(end.import), kept('PERSON#').length, stage.letters()]).toEqual([end, before, []]);
      await stage.announce(patientImportContinued, { import: 'unknown', from: 0 });
      expect(stage.letters()).toMatchObject([{ door: 'identity.onPatientImportContinued' }]);
    });
    it('gives the import that runs when the same text is applied once more meanwhile', async () => {
      const csv = fileOf(...many(45));
      const { digest } = (await send(csv)).body;
      const [first, second] = await Promise.all([send(csv, { apply: digest }), send(csv, { apply: digest })]);
      expect(first.body.import).toBe(second.body.import);
      await stage.settle();
      expect(await progress(first.body.import)).toMatchObject({ state: 'done', made: 45 });
      expect(kept('PERSON#')).toHaveLength(45);
    });
    it('takes two files at once that name the same people, and makes each once', async () => {
      const one = fileOf(...many(60));
      const other = fileOf(...many(60, 20));
      const digests = await Promise.all([one, other].map(async (csv) => (await send(csv)).body.digest));
      const started = await Promise.all([one, other].map((csv, n) => send(csv, { apply: digests[n] })));
      await stage.settle();
      stage.setClock({ minutes: 1 });
      await stage.settle();
      const ends = await Promise.all(started.map(({ body }) => progress(body.import)));
      expect(ends.map(({ state }) => state)).toEqual(['done', 'done']);
      expect(kept('SOURCE#')).toHaveLength(80);
    });
  });
});
