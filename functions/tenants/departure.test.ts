import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { departureAdvanced, departureSealed, hospitalDeparted } from '../../shared/contracts/departure.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { registry } from '../registry.ts';
import { confirm, type Departure, daysOf, isSettled, receive } from './departure.ts';
import { owners } from './departure-files.ts';

const hospital = 'long-khanh';
const code = TenantId.parse(hospital);
const operator = { as: 'operator' } as const;
const admin = { as: 'admin' } as const;
const way = 'POST /v1/hospitals/{hospital}/departure';
/** An invented person: the province code 099 does not exist. */
const card = '099190000001||Nguyễn Thị Thử Nghiệm|15041990|Nữ|Ấp 1, Xã Thử, Đồng Nai|01072024';

interface Manifest {
  files: { path: string; bytes: number; sha256: string; items: number; owner: string }[];
  items: number;
  custody: { files: number };
  locked: { path: string; lockedUntil: string }[];
}

describe('a hospital that leaves', () => {
  let stage: Stage;
  let bill: string;
  beforeEach(async () => {
    stage = openStage({ contexts: registry });
    await stage.request(
      'POST /v1/hospitals',
      {
        code: hospital,
        name: 'Bệnh viện Đa khoa khu vực Long Khánh',
        facilityCode: '75014',
        template: 'general',
        level: 'basic',
        payTo: { bin: '970436', account: '0123456789', name: 'BV LONG KHANH' },
      },
      operator,
    );
    await later();
    stage.embedded.database.run(
      "UPDATE items SET value = json_set(value, '$.state', 'provisioned') WHERE context = 'tenants' AND pk = 'HOSPITALS'",
    );
    bill = await aVisit();
  });
  afterEach(() => stage.close());

  const later = async (minutes = 1) => {
    await stage.settle();
    stage.setClock({ minutes });
    await stage.settle();
  };
  /** One visit, billed, its record signed and locked. */
  async function aVisit(): Promise<string> {
    const told = async (as: 'kiosk' | 'doctor' | 'cashier', route: string, input: object) => {
      const reply = await stage.request(route, { ...input }, { as });
      expect(reply.status, `${route}: ${reply.text}`).toBe(201);
      await stage.settle();
      return reply.body;
    };
    const { person } = await told('kiosk', 'POST /v1/card-readings', { card });
    await told('kiosk', 'POST /v1/coverages', { person, none: true });
    const { ticket } = await told('kiosk', 'POST /v1/clinics/{clinic}/tickets', { clinic: 'noi', person });
    await told('doctor', 'POST /v1/clinics/{clinic}/calls', { clinic: 'noi' });
    const { encounter } = await told('doctor', 'POST /v1/encounters', { ticket });
    await told('doctor', 'POST /v1/encounters/{encounter}/notes', { encounter, text: 'Ho ba ngày.' });
    await told('doctor', 'POST /v1/encounters/{encounter}/diagnoses', { encounter, code: 'J20.9', main: true });
    await told('doctor', 'POST /v1/encounters/{encounter}/closing', { encounter });
    const issued = await told('cashier', 'POST /v1/encounters/{encounter}/bills', { encounter });
    return issued.bill;
  }
  const begin = async () => {
    const reply = await stage.request(way, { hospital, reason: 'own-request' }, operator);
    await later();
    return reply;
  };
  const watch = async () => {
    await stage.runSchedule('tenants.watchDepartures');
    await later();
  };
  const progress = async () =>
    (await stage.request('GET /v1/hospitals/{hospital}/departure', { hospital }, operator)).body;
  const exported = async () => {
    const { departure } = (await begin()).body;
    await watch();
    await watch();
    return String(departure);
  };
  const file = (departure: string, path: string) => {
    const [, , folder, name] = path.split('/');
    const route = 'GET /v1/departures/{departure}/files/{folder}/{file}';
    return stage.request(route, { departure, folder, file: name }, admin);
  };
  const receipt = (departure: string, manifestSha256: string) =>
    stage.request('POST /v1/departure-receipts', { departure, manifestSha256 }, admin);
  const confirmation = () => stage.request(`${way}/confirmation`, { hospital }, operator);
  const ports = () => stage.embedded.ports(code, 'tenants');
  const left = (context: string) => [...new Set(stage.stored(context).map(({ pk }) => pk.replace(/#.*/, '')))].sort();

  it('walks out of every context that keeps something of it', () => {
    const walked: string[] = [...owners];
    expect(Object.keys(departureAdvanced).sort()).toEqual(walked.sort());
    // Analytics keeps figures of the province, in the province's own table.
    expect(registry.map(({ name }) => name).filter((name) => !walked.includes(name))).toEqual(['analytics']);
  });

  it('is handed over whole: the hashes hold, the signature verifies, and every item is there', async () => {
    const departure = await exported();
    const shown = await progress();
    expect(shown).toMatchObject({ state: 'exported', days: 1, custody: { files: 1, forever: 0 } });
    expect(shown.contexts).toContainEqual({ context: 'records', daysExported: 1, removed: false });
    expect((await stage.request('GET /v1/departures', {}, admin)).body.items).toMatchObject([
      { departure, state: 'exported', manifestSha256: shown.manifestSha256 },
    ]);

    const listed = await file(departure, `departures/${departure}/proof/manifest.json`);
    expect(createHash('sha256').update(listed.bytes).digest('hex')).toBe(shown.manifestSha256);
    const { keys } = await ports();
    expect(await keys.verify(listed.bytes, shown.manifestSignature.signature)).toBe(true);
    expect(await keys.verify(Buffer.from('{}'), shown.manifestSignature.signature)).toBe(false);

    const manifest: Manifest = JSON.parse(listed.text);
    const handed = new Set<string>();
    for (const one of manifest.files) {
      const { bytes, text } = await file(departure, one.path);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(one.sha256);
      expect(bytes).toHaveLength(one.bytes);
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(one.items);
      for (const line of lines) {
        const { key, value } = JSON.parse(line);
        handed.add(`${one.owner} ${key.pk} ${key.sk}`);
        expect(value).toBeTypeOf('object');
      }
    }
    for (const owner of owners) {
      const kept = stage.stored(owner).filter(({ pk }) => !/^(IDEM|INBOX|AUDIT|NUMBER#noi|FLOW|PACE)/.test(pk));
      const stored = kept.filter(({ pk }) => pk !== 'DEPARTURE');
      expect(stored.map(({ pk, sk }) => `${owner} ${pk} ${sk}`).filter((name) => !handed.has(name))).toEqual([]);
    }
    expect(manifest.files.some(({ owner }) => owner === 'billing')).toBe(true);
    // Its key stays, so what lies sealed is handed over readable.
    const people = manifest.files.find(({ owner }) => owner === 'identity');
    expect((await file(departure, people?.path ?? '')).text).toContain('"opened":{"citizenNumber":"099190000001"');
  });

  it('is confirmed by its administrator first, with the hash of the very manifest, and then by the operator', async () => {
    expect(await confirmation()).toMatchObject({ status: 404 });
    const { departure } = (await begin()).body;
    expect(await confirmation()).toMatchObject({ status: 409, body: { code: 'departure-not-exported' } });
    expect(await receipt(departure, '0'.repeat(64))).toMatchObject({ body: { code: 'departure-not-exported' } });
    await watch();
    await watch();
    const { manifestSha256 } = await progress();
    expect(await confirmation()).toMatchObject({ status: 409, body: { code: 'receipt-missing' } });
    expect(await receipt(departure, '0'.repeat(64))).toMatchObject({ status: 422, body: { code: 'manifest-differs' } });
    expect(await receipt('another', manifestSha256)).toMatchObject({ status: 404 });
    expect(await receipt(departure, manifestSha256)).toMatchObject({ status: 201, body: { state: 'received' } });
    expect(await confirmation()).toMatchObject({ status: 201, body: { state: 'removing' } });
    expect(await confirmation()).toMatchObject({ status: 409, body: { code: 'departure-not-exported' } });
  });

  it('leaves behind what the law keeps and nothing else, and a locked certificate of it', async () => {
    const departure = await exported();
    const { manifestSha256 } = await progress();
    await receipt(departure, manifestSha256);
    await confirmation();
    await later();
    await watch();
    await stage.settle();

    expect(await stage.embedded.standingOf(code)).toBe('departed');
    const found = await stage.request('GET /v1/hospitals/{hospital}', { hospital }, operator);
    expect(found.body).toMatchObject({ state: 'departed' });
    const marks = (kinds: string[]) => kinds.filter((kind) => !['IDEM', 'INBOX'].includes(kind));
    for (const context of ['identity', 'insurance', 'encounters']) expect(marks(left(context))).toEqual(['AUDIT']);
    // Counters of tickets are numbers and nobody's.
    expect(marks(left('queue'))).toEqual(['AUDIT', 'NUMBER']);
    expect(marks(left('records'))).toEqual(['AUDIT', 'DOCUMENT']);
    expect(marks(left('billing'))).toEqual(['AUDIT', 'BILL', 'JOURNAL', 'VISIT']);
    expect(stage.stored('billing').map(({ pk }) => pk)).toContain(`BILL#${bill}`);

    const { files, keys } = await ports();
    const path = `departures/${departure}/certificate.json`;
    const content = await files.get('records', path);
    const certificate = JSON.parse(Buffer.from(content ?? []).toString('utf8'));
    const item = stage.stored('tenants').find(({ pk }) => pk === 'DEPARTURE');
    const { certificateSignature, certificateSha256 } = JSON.parse(item?.value ?? '{}');
    expect(await keys.verify(content ?? Buffer.of(), certificateSignature.signature)).toBe(true);
    expect(
      createHash('sha256')
        .update(content ?? '')
        .digest('hex'),
    ).toBe(certificateSha256);
    await expect(files.remove('records', path)).rejects.toThrow('lock');
    expect(Object.keys(certificate.contexts).sort()).toEqual([...owners].sort());
    expect(certificate.contexts.identity.removed).toBeGreaterThan(0);
    expect(certificate.contexts.identity.keysSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(certificate.contexts.billing.kept).toContainEqual(
      expect.objectContaining({ partitions: 'JOURNAL#', because: expect.stringContaining('88/2015/QH13') }),
    );
    expect(certificate.departure).toMatchObject({ manifestSha256, receivedBy: 'admin-1', confirmedBy: 'operator-1' });
  });

  it('leaves its locked records readable by its own key, and removable by nobody before their term', async () => {
    const departure = await exported();
    const manifest: Manifest = JSON.parse((await file(departure, `departures/${departure}/proof/manifest.json`)).text);
    const { manifestSha256 } = await progress();
    await receipt(departure, manifestSha256);
    await confirmation();
    await later();
    await watch();
    const { files } = await ports();
    const [locked] = manifest.locked;
    const path = locked?.path ?? '';
    expect(Buffer.from((await files.get('records', path)) ?? []).toString('utf8')).toContain('"resourceType":"Bundle"');
    await expect(files.remove('records', path)).rejects.toThrow('lock');
    stage.setClock(locked?.lockedUntil ?? '');
    await files.remove('records', path);
    expect(await files.get('records', path)).toBeUndefined();
  });

  it('takes as many steps as there is to carry, and names every removed key in a hash that the export can check', async () => {
    const { table } = await stage.embedded.ports(code, 'insurance');
    const many = 1_250;
    for (let from = 0; from < many; from += 50) {
      const pk = `PERSON#p-${Math.floor(from / 500)}`;
      const put = Array.from({ length: 50 }, (_, n) => ({
        key: { pk, sk: `COVERAGE#${String(from + n).padStart(5, '0')}` },
        value: { stated: from + n },
        expect: 'absent' as const,
      }));
      const entry = {
        key: { pk: 'AUDIT#2026-11-24#2', sk: `2026-11-24T00:00:00.000Z#${from}` },
        value: { keys: [pk] },
        expect: 'absent' as const,
      };
      await table.write({ put: [...put, entry], remove: [], expect: [], events: [] });
    }
    const departure = await exported();
    const manifest: Manifest = JSON.parse((await file(departure, `departures/${departure}/proof/manifest.json`)).text);
    const files = manifest.files.filter(({ owner }) => owner === 'insurance');
    expect(files.length).toBeGreaterThan(1);
    let hash = '';
    let removed = 0;
    for (const { path } of files) {
      for (const line of (await file(departure, path)).text.trimEnd().split('\n')) {
        const { key, version } = JSON.parse(line);
        if (key.pk.startsWith('AUDIT#')) continue;
        removed++;
        hash = createHash('sha256').update(`${hash}\n${key.pk}\t${key.sk}\t${version}`).digest('hex');
      }
    }
    expect(removed).toBeGreaterThanOrEqual(many);
    await receipt(departure, (await progress()).manifestSha256);
    await confirmation();
    await later();
    await watch();
    const content = await (await ports()).files.get('records', `departures/${departure}/certificate.json`);
    const certificate = JSON.parse(Buffer.from(content ?? []).toString('utf8'));
    expect(certificate.contexts.insurance).toMatchObject({ removed, keysSha256: hash });
  });

  it('goes on where it was when a step of the export dies after its file was written', async () => {
    const { table } = await stage.embedded.ports(code, 'records');
    const { departure } = (await begin()).body;
    const dying = vi.spyOn(table, 'write').mockRejectedValueOnce(new Error('killed'));
    await watch();
    expect(dying).toHaveBeenCalled();
    dying.mockRestore();
    await watch();
    const { state, custody } = await progress();
    expect({ state, custody }).toMatchObject({ state: 'exported', custody: { files: 1 } });
    expect((await stage.request('GET /v1/departures', {}, admin)).body.items).toMatchObject([{ departure }]);
  });

  it('counts each removed item once when a step of the removal dies in its commit', async () => {
    const departure = await exported();
    const { manifestSha256 } = await progress();
    await receipt(departure, manifestSha256);
    const before = stage.stored('identity').filter(({ pk }) => !/^(IDEM|INBOX|AUDIT)/.test(pk)).length;
    const { table } = await stage.embedded.ports(code, 'identity');
    const dying = vi.spyOn(table, 'write').mockRejectedValueOnce(new Error('killed'));
    await confirmation();
    await stage.settle();
    dying.mockRestore();
    await later();
    await watch();
    await stage.settle();
    const { files } = await ports();
    const content = await files.get('records', `departures/${departure}/certificate.json`);
    expect(JSON.parse(Buffer.from(content ?? []).toString('utf8')).contexts.identity.removed).toBe(before);
  });

  it('waits a minute before anything is handed over, until nobody is let in by an older word', async () => {
    await stage.request(way, { hospital, reason: 'closure' }, operator);
    await stage.settle();
    expect(await stage.embedded.standingOf(code)).toBe('leaving');
    await stage.runSchedule('tenants.watchDepartures');
    expect(await progress()).toMatchObject({ state: 'sealed' });
    stage.setClock({ minutes: 1 });
    await stage.runSchedule('tenants.watchDepartures');
    expect(await progress()).toMatchObject({ state: 'exporting' });
  });

  it('begins to leave once, at the word of the operator only, and from work or suspension', async () => {
    expect(await stage.request(way, { hospital, reason: 'closure' }, admin)).toMatchObject({ status: 403 });
    expect(await stage.request(way, { hospital: 'cam-my', reason: 'closure' }, operator)).toMatchObject({
      status: 404,
    });
    expect(await begin()).toMatchObject({ status: 201, body: { state: 'leaving' } });
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'hospital-not-active' } });
    const resumption = await stage.request('POST /v1/hospitals/{hospital}/resumption', { hospital }, operator);
    expect(resumption).toMatchObject({ status: 409, body: { code: 'hospital-not-suspended' } });
    expect(stage.events().filter(({ name }) => name === 'tenants.departure-begun')).toHaveLength(1);
  });

  it('is noted once, however often it is announced, and never comes back', async () => {
    const { departure } = (await begin()).body;
    const days = { from: '2026-01-01', to: '2026-11-24' };
    await stage.announce(departureSealed, { hospital, departure: 'another', ...days }, 'platform');
    expect(await progress()).toMatchObject({ departure, state: 'sealed' });
    const certificateSha256 = '0'.repeat(64);
    for (let time = 0; time < 2; time++) {
      await stage.announce(hospitalDeparted, { departure, certificateSha256 }, hospital);
      expect(await stage.embedded.standingOf(code)).toBe('departed');
    }
    expect(await stage.request(way, { hospital, reason: 'closure' }, operator)).toMatchObject({ status: 409 });
  });

  it('shows its files to its own administrators only', async () => {
    const departure = await exported();
    const input = { departure, folder: 'proof', file: 'manifest.json' };
    const route = 'GET /v1/departures/{departure}/files/{folder}/{file}';
    expect((await stage.request(route, input, { as: 'admin', hospital: 'thong-nhat' })).status).toBe(404);
    expect((await stage.request(route, input, { as: 'doctor' })).status).toBe(403);
    expect((await stage.request(route, { ...input, file: '..' }, admin)).status).toBe(400);
  });
});

describe('the days and turns of a departure', () => {
  const departure = {
    departure: 'd-1',
    from: '2026-12-30',
    to: '2027-01-02',
    state: 'sealed',
    sealedAt: '2027-01-02T01:00:00.000Z',
  } as Departure;
  it('are every day from the first to the last, over the turn of a year', () => {
    expect(daysOf(departure)).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
  });
  it('wait for a whole minute', () => {
    expect(isSettled(departure, new Date('2027-01-02T01:00:59.999Z'))).toBe(false);
    expect(isSettled(departure, new Date('2027-01-02T01:01:00.000Z'))).toBe(true);
  });
  it('are not taken out of turn', () => {
    const at = new Date('2027-01-03T00:00:00.000Z');
    expect(receive(departure, 'x', 'admin-1', at)).toEqual({ refused: 'departure-not-exported' });
    expect(confirm(departure, 'operator-1', at)).toEqual({ refused: 'departure-not-exported' });
  });
});
