import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessSet, staffImportContinued } from '../../shared/contracts/staff.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { staff } from './index.ts';

const header = 'source_id,full_name,login,roles,phone,certificate';
const fileOf = (...rows: string[]) => [header, ...rows].join('\n');
const thu = 'NV-1,Nguyễn Thị Thử,thu.nguyen,doctor,0912 345 678,001234/ĐNAI-CCHN';
const mau = 'NV-2,Trần Văn Mẫu,mau.tran,cashier|reception,,';
const gia = 'NV-3,Lê Thị Giả,gia.le,admin doctor,,001235/ĐNAI-CCHN';
const secrets = ['NV-1', 'Nguyễn Thị Thử', 'Nguyen Thi Thu', '0912345678', '0912 345 678'];
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => `NV-${n},Người Thử,nguoi.thu.${n},${n % 9 ? 'cashier' : 'admin'},,`);

describe('the file of staff of a hospital that moves in', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [staff] });
  });
  afterEach(() => stage.close());
  const send = (csv: string, more: object = {}, asking: Parameters<Stage['request']>[2] = {}) =>
    stage.request('POST /v1/staff-imports', { csv, ...more }, { as: 'admin', ...asking });
  const progress = async (id: string) =>
    (await stage.request('GET /v1/staff-imports/{import}', { import: id }, { as: 'admin' })).body;
  /** Checks, applies and waits; the answer is the progress at the end. */
  const bring = async (csv: string, more: object = {}) => {
    const { digest } = (await send(csv)).body;
    const started = await send(csv, { apply: digest, ...more });
    expect(started.status, started.text).toBe(201);
    await stage.settle();
    return progress(started.body.import);
  };
  const kept = (pk: string) => stage.stored('staff').filter((item) => item.pk.startsWith(pk));
  const ports = () => stage.embedded.ports(stage.hospital, 'staff');
  const account = async (login: string) => (await ports()).accounts.find(login);
  const listed = async () => (await stage.request('GET /v1/staff', {}, { as: 'admin' })).body.items;
  const joined = () => stage.events().filter(({ name }) => name === accessSet.name);

  it('is checked first: what it would make is said, and nothing of it is stored', async () => {
    const reply = await send(fileOf(thu, mau, 'NV-4,Lê Thử,le.thu,doctor,,'));
    expect(reply).toMatchObject({
      status: 201,
      body: {
        state: 'checked',
        rows: 3,
        accepted: 2,
        known: 0,
        refused: [{ line: 4, column: 'certificate', reason: 'missing' }],
      },
    });
    expect(stage.stored('staff').map(({ sk }) => sk)).toEqual(['IDEM']);
    expect(stage.events()).toEqual([]);
  });
  it('makes each row a member with an account, as if taken in by hand', async () => {
    expect(await bring(fileOf(thu, mau, gia))).toMatchObject({ state: 'done', rows: 3, made: 3, known: 0 });
    expect(await account('thu.nguyen')).toMatchObject({ roles: ['doctor'], open: true });
    expect(await account('mau.tran')).toMatchObject({ roles: ['cashier', 'reception'], open: true });
    const { member } = (await listed()).find(({ login }: { login: string }) => login === 'thu.nguyen');
    const read = await stage.request('GET /v1/staff/{member}', { member }, { as: 'admin' });
    expect(read.body).toMatchObject({
      name: 'Nguyễn Thị Thử',
      phone: '0912345678',
      certificate: '001234/ĐNAI-CCHN',
      roles: ['doctor'],
      hasAccount: true,
    });
    expect(joined().map(({ data }) => data)).toMatchObject(Array(3).fill({ because: 'joined', open: true }));
  });
  it('counts its administrators among those of whom one must stay', async () => {
    await bring(fileOf(gia));
    const [{ member }] = await listed();
    const left = { member, roles: ['doctor'] };
    expect((await stage.request('PUT /v1/staff/{member}/roles', left, { as: 'admin' })).body.code).toBe('last-admin');
  });
  it('leaves nothing that could tell who somebody is outside the seals, and no row of the file at the end', async () => {
    await bring(fileOf(thu, mau));
    const everywhere = JSON.stringify([stage.stored('staff'), stage.events(), stage.log]);
    for (const secret of secrets) expect(everywhere).not.toContain(secret);
    expect(kept('IMPORT#').map(({ sk }) => sk)).toEqual(['RUN']);
  });
  it('makes nobody twice when it is brought again, and gives no account other roles', async () => {
    await bring(fileOf(thu, mau, gia));
    expect(await bring(fileOf(thu, mau, gia))).toMatchObject({ made: 0, known: 3 });
    expect(await bring(fileOf(mau.replace('cashier|reception', 'admin')))).toMatchObject({ made: 0, known: 1 });
    expect(await account('mau.tran')).toMatchObject({ roles: ['cashier', 'reception'] });
    expect([kept('MEMBERS').length, joined().length]).toEqual([3, 3]);
  });
  it('knows who was taken in by hand before, and ties the staff number to them', async () => {
    const input = { login: 'mau.tran', name: 'Trần Văn Mẫu', roles: ['reception'] };
    await stage.request('POST /v1/staff', input, { as: 'admin' });
    expect(await bring(fileOf(mau))).toMatchObject({ made: 0, known: 1 });
    expect(await bring(fileOf(mau.replace('mau.tran', 'other')))).toMatchObject({ made: 0, known: 1 });
    expect(kept('MEMBERS')).toHaveLength(1);
  });
  it('does not let in again who has left', async () => {
    await bring(fileOf(mau));
    const [{ member }] = await listed();
    const leaving = { member, lastDay: '2026-11-24' };
    await stage.request('POST /v1/staff/{member}/leaving', leaving, { as: 'admin' });
    await stage.settle();
    expect(await bring(fileOf(mau, gia))).toMatchObject({ made: 1, known: 1 });
    expect((await account('mau.tran'))?.open).toBe(false);
  });
  it.each([
    ['of a doctor without a licence', 'NV-4,Lê Thử,le.thu,cashier|doctor,,', 'certificate', 'missing'],
    ['with a licence that is none', 'NV-4,Lê Thử,le.thu,doctor,,x y', 'certificate', 'not-a-certificate'],
    ['of a machine', 'NV-4,Lê Thử,le.thu,kiosk,,', 'roles', 'not-a-choice'],
    ['of no role', 'NV-4,Lê Thử,le.thu,|,,', 'roles', 'not-a-choice'],
    ['whose login has capitals', 'NV-4,Lê Thử,Le.Thu,cashier,,', 'login', 'not-a-login'],
    ['whose name has digits', 'NV-4,L3 Thử,le.thu,cashier,,', 'full_name', 'not-a-name'],
    ['with a telephone that is none', 'NV-4,Lê Thử,le.thu,cashier,12,', 'phone', 'not-a-phone'],
    ['whose login came with another number', 'NV-4,Lê Thử,mau.tran,cashier,,', 'login', 'login-differs'],
  ])('refuses a row %s', async (_, row, column, reason) => {
    const misfit = { column, reason };
    expect((await send(fileOf(mau, row))).body).toMatchObject({ accepted: 1, refused: [{ line: 3, ...misfit }] });
    await bring(fileOf(mau));
    expect((await send(fileOf(row))).body).toMatchObject({ accepted: 0, refused: [{ line: 2, ...misfit }] });
  });
  it('is for the administrator alone, in the hospital alone', async () => {
    for (const as of ['doctor', 'reception', 'cashier', 'kiosk', 'operator'] as const)
      expect((await send(fileOf(thu), {}, { as })).status, as).toBe(403);
    const read = { import: (await bring(fileOf(thu))).import };
    const elsewhere = { as: 'admin', hospital: 'thong-nhat' } as const;
    expect((await stage.request('GET /v1/staff-imports/{import}', read, elsewhere)).status).toBe(404);
  });

  describe('with more rows than one commit takes', () => {
    it('makes exactly what the check accepted, whatever it holds', async () => {
      // Every seventh row repeats an earlier one, every eleventh is wrong, every thirteenth takes another one's login.
      const rows = many(90).map((row, n, all) =>
        n % 11 === 10
          ? row.replace(/cashier|admin/, 'nurse')
          : n % 13 === 12
            ? row.replace(/nguoi\.thu\.\d+/, `nguoi.thu.${n - 5}`)
            : n % 7 === 6
              ? (all[n - 3] ?? row)
              : row,
      );
      const check = (await send(fileOf(...rows))).body;
      expect(check.accepted).toBeGreaterThan(50);
      expect(check.known).toBeGreaterThan(5);
      const end = await bring(fileOf(...rows), { skipErrors: true });
      expect([end.made, end.known, end.refusedRows]).toEqual([check.accepted, check.known, check.refusedRows]);
      expect(kept('MEMBERS')).toHaveLength(check.accepted);
    });
    it('goes on where it stood after a commit that failed half-way, and makes nobody twice', async () => {
      const csv = fileOf(...many(55));
      const { digest } = (await send(csv)).body;
      const { table } = await ports();
      const write = table.write;
      let writes = 0;
      // The second chunk's write fails once, after the details were sealed: power goes off in the middle.
      Object.assign(table, {
        write: async (one: Parameters<typeof write>[0]) => {
          if (one.put.some(({ key }) => key.pk.startsWith('SOURCE#')) && ++writes === 2) throw new Error('power cut');
          return write(one);
        },
      });
      const { body } = await send(csv, { apply: digest });
      await stage.settle();
      expect(await progress(body.import)).toMatchObject({ state: 'running', done: 20, made: 20 });
      stage.setClock({ minutes: 1 });
      await stage.settle();
      expect(await progress(body.import)).toMatchObject({ state: 'done', done: 55, made: 55, known: 0 });
      expect([kept('MEMBERS').length, joined().length, stage.letters()]).toEqual([55, 55, []]);
      expect(await account('nguoi.thu.54')).toMatchObject({ open: true });
    });
    it('changes nothing when the word to go on comes again', async () => {
      const end = await bring(fileOf(...many(25)));
      for (const from of [0, 20]) await stage.announce(staffImportContinued, { import: end.import, from });
      expect([await progress(end.import), kept('MEMBERS').length, stage.letters()]).toEqual([end, 25, []]);
    });
  });
});
