import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personBySource } from '../../shared/contracts/identity.ts';
import { appointmentImportContinued } from '../../shared/contracts/queue.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { answer, context } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { aHospital } from '../../test/hall.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { queue } from './index.ts';

/** Every number BN-… is a patient; all others are strangers. */
const neighbours = context('neighbours', {
  answerPersonBySource: answer(personBySource, {
    summary: 'The patients of the test',
    handle: async ({ sources }) => ({
      persons: sources
        .filter((source) => source.startsWith('BN-'))
        .map((source) => ({ source, person: PersonId.parse(source.toLowerCase()) })),
    }),
  }),
});
const fileOf = (...rows: string[]) => ['source_ref,source_id,clinic,day,time,note', ...rows].join('\n');
const first = 'LH-1,BN-1,noi,25/11/2026,07:30,TAI-KHAM';
const second = 'LH-2,BN-2,ho-hap,2026-11-25,09:00,';

describe('the file of appointments of a hospital that moves in', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = openStage({ contexts: [queue, neighbours] });
    await stage.announce(hospitalRequested, aHospital('general'), 'platform');
  });
  afterEach(() => stage.close());
  const send = (csv: string, more: object = {}, asking: Parameters<Stage['request']>[2] = {}) =>
    stage.request('POST /v1/appointment-imports', { csv, ...more }, { as: 'admin', ...asking });
  const progress = async (id: string) =>
    (await stage.request('GET /v1/appointment-imports/{import}', { import: id }, { as: 'admin' })).body;
  const bring = async (csv: string, more: object = {}) => {
    const { digest } = (await send(csv)).body;
    const { body } = await send(csv, { apply: digest, ...more });
    await stage.settle();
    return progress(body.import);
  };
  const on = async (day: string, more: object = {}) =>
    (await stage.request('GET /v1/appointments', { day, ...more }, { as: 'reception' })).body;

  it('is checked first, and nothing is made', async () => {
    expect((await send(fileOf(first, second))).body).toMatchObject({ state: 'checked', accepted: 2, refusedRows: 0 });
    expect((await on('2026-11-25')).items).toEqual([]);
  });
  it('fills the lists of a day, by clinic and time', async () => {
    const early = 'LH-3,BN-3,noi,25/11/2026,07:00,';
    expect(await bring(fileOf(first, second, early))).toMatchObject({ state: 'done', made: 3 });
    const { items } = await on('2026-11-25');
    expect(items.map(({ clinic, time, person }: Record<string, string>) => [clinic, time, person])).toEqual([
      ['ho-hap', '09:00', 'bn-2'],
      ['noi', '07:00', 'bn-3'],
      ['noi', '07:30', 'bn-1'],
    ]);
    expect(items[2]).toMatchObject({ note: 'TAI-KHAM', channel: 'moving-in', reference: 'LH-1' });
    expect((await on('2026-11-25', { clinic: 'noi' })).items).toHaveLength(2);
    expect((await on('2026-11-26')).items).toEqual([]);
  });
  it('makes nothing more when the word to go on comes again', async () => {
    const end = await bring(fileOf(first, second));
    await stage.announce(appointmentImportContinued, { import: end.import, from: 0 });
    expect([await progress(end.import), stage.letters()]).toEqual([end, []]);
    expect((await on('2026-11-25')).items).toHaveLength(2);
  });
  it('is listed page by page, each appointment once', async () => {
    await bring(
      fileOf(
        ...Array.from({ length: 45 }, (_, n) => `LH-${n},BN-${n},noi,25/11/2026,08:${String(n).padStart(2, '0')},`),
      ),
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await on('2026-11-25', { clinic: 'noi', limit: 20, ...(after && { after }) });
      seen.push(...page.items.map(({ reference }: { reference: string }) => reference));
      after = page.next;
    } while (after);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `LH-${n}`));
  });
  it('makes a reference once: again it is known, also when its day has passed, with other content it is refused', async () => {
    await bring(fileOf(first));
    expect((await send(fileOf(first, second))).body).toMatchObject({ accepted: 1, known: 1 });
    for (const other of [
      first.replace('07:30', '07:45'),
      first.replace('noi', 'san'),
      first.replace('BN-1', 'BN-9'),
      first.replace('TAI-KHAM', ''),
    ])
      expect((await send(fileOf(other))).body.refused, other).toEqual([
        { line: 2, column: 'source_ref', reason: 'reference-differs' },
      ]);
    stage.setClock('2026-11-26T01:00:00.000Z');
    expect(await bring(fileOf(first))).toMatchObject({ made: 0, known: 1 });
    expect((await on('2026-11-25')).items).toHaveLength(1);
  });
  it.each([
    ['at a clinic that the hospital does not have', 'LH-1,BN-1,rang,25/11/2026,07:30,', 'clinic', 'clinic-unknown'],
    ['at what is no code of a clinic', 'LH-1,BN-1,Nội khoa,25/11/2026,07:30,', 'clinic', 'clinic-unknown'],
    ['for a patient whom nobody brought', 'LH-1,XX-1,noi,25/11/2026,07:30,', 'source_id', 'patient-unknown'],
    ['of yesterday', 'LH-1,BN-1,noi,23/11/2026,07:30,', 'day', 'in-past'],
    ['of this very minute, which is 08:00 in Viet Nam', 'LH-1,BN-1,noi,24/11/2026,08:00,', 'day', 'in-past'],
    ['in two years', 'LH-1,BN-1,noi,25/11/2028,07:30,', 'day', 'too-far'],
    ['at no time', 'LH-1,BN-1,noi,25/11/2026,7h30,', 'time', 'not-a-time'],
    ['with free text in place of a code', 'LH-1,BN-1,noi,25/11/2026,07:30,ho ra máu', 'note', 'not-a-code'],
  ])('refuses an appointment %s', async (_, row, column, reason) => {
    expect((await send(fileOf(row))).body).toMatchObject({ accepted: 0, refused: [{ line: 2, column, reason }] });
  });
  it('takes one that is an hour away on the same Vietnamese day', async () => {
    expect((await send(fileOf('LH-1,BN-1,noi,24/11/2026,09:00,'))).body).toMatchObject({ accepted: 1 });
  });
  it('leaves out what has begun between check and commit, and says so', async () => {
    const csv = fileOf('LH-1,BN-1,noi,24/11/2026,08:01,', second);
    const { digest } = (await send(csv)).body;
    const { table } = await stage.embedded.ports(stage.hospital, 'queue');
    const write = table.write;
    // The minute passes after the file was accepted and before its rows are worked off.
    Object.assign(table, {
      write: async (one: Parameters<typeof write>[0]) => {
        await write(one);
        if (one.put.some(({ key }) => key.sk.startsWith('PART#'))) stage.setClock({ minutes: 2 });
      },
    });
    const { body } = await send(csv, { apply: digest });
    await stage.settle();
    expect(await progress(body.import)).toMatchObject({
      state: 'done',
      made: 1,
      refused: [{ line: 2, column: 'day', reason: 'in-past' }],
    });
  });
  it('goes on where it stood after a commit that failed, and makes no appointment twice', async () => {
    const csv = fileOf(...Array.from({ length: 50 }, (_, n) => `LH-${n},BN-${n},noi,25/11/2026,08:00,`));
    const { digest } = (await send(csv)).body;
    const { table } = await stage.embedded.ports(stage.hospital, 'queue');
    const write = table.write;
    let cuts = 1;
    Object.assign(table, {
      write: async (one: Parameters<typeof write>[0]) => {
        if (cuts > 0 && one.put.some(({ key }) => key.pk === 'APPOINTMENT-REF#LH-20')) {
          cuts--;
          throw new Error('power cut');
        }
        return write(one);
      },
    });
    const { body } = await send(csv, { apply: digest });
    await stage.settle();
    expect(await progress(body.import)).toMatchObject({ state: 'running', done: 20 });
    stage.setClock({ minutes: 1 });
    await stage.settle();
    expect(await progress(body.import)).toMatchObject({ state: 'done', made: 50 });
    expect((await on('2026-11-25')).items).toHaveLength(50);
  });
  it('is for the administrator alone, and shows nothing to another hospital', async () => {
    for (const as of ['reception', 'doctor', 'kiosk'] as const)
      expect((await send(fileOf(first), {}, { as })).status, as).toBe(403);
    await bring(fileOf(first));
    const asking = { as: 'reception' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/appointments', { day: '2026-11-25' }, asking)).body.items).toEqual([]);
    expect((await stage.request('GET /v1/appointments', {}, { as: 'cashier' })).status).toBe(403);
  });
});
