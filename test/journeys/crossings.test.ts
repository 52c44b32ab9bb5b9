import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import type { Bank } from '../../local/demo/bank.ts';
import type { Reply } from '../../local/demo/line.ts';
import { openChannel } from '../../local/demo/places.ts';
import { openEmbedded } from '../../shared/embedded/source.ts';
import type { AnyReaction, AnyRoute } from '../../shared/kernel/doors.ts';
import { platform, province, TenantId } from '../../shared/kernel/ids.ts';
import type { WorldSource } from '../../shared/ports/source.ts';
import { deliver } from '../../shared/runtime/deliver.ts';
import { answersOf, type House, type Placed, reactionsOf } from '../../shared/runtime/house.ts';
import {
  aDeparture,
  type Belongings,
  callersOf,
  gather,
  idFor,
  inputWith,
  namesNothing,
  routes,
  storeImage,
} from './belongings.ts';
import { fill, fitting, inputOf, pathNames, shapeOf, textsIn, textsOf, withText } from './inputs.ts';
import { isDeployed, type Journey, openJourney, receiving } from './opened.ts';

/** Routes at which somebody without a hospital stands, each with the reason why that is meant. */
const reachesAcross: Readonly<Record<string, string>> = {
  'GET /fhir/R4/metadata': 'says what the server can do, and nothing of anybody',
  'GET /bills/{link}': 'whoever holds the link, a keyed hash of 160 bits, may see that one bill',
  'POST /callbacks/sepay/{channel}': 'the address names the hospital; its secret proves the caller',
  'POST /callbacks/sepay/{channel}/token': 'the address names the hospital; its client and secret prove the caller',
  'POST /callbacks/casso/{channel}': 'as SePay',
  'POST /callbacks/payos/{channel}': 'the address names the hospital; a signature with its secret proves the caller',
  'GET /callbacks/vnpay/{channel}': 'as payOS',
  'POST /callbacks/momo/{channel}': 'as payOS',
  'POST /callbacks/zalopay/{channel}': 'as payOS',
  'POST /callbacks/signed-bank/{channel}':
    "the address names the hospital; a signature by the bank's key proves the bank",
  'POST /callbacks/vietqr-vn/{channel}/api/token_generate':
    'the address names the hospital; its password proves the caller',
  'POST /callbacks/vietqr-vn/{channel}/bank/api/transaction-sync':
    'the address names the hospital; its token proves the caller',
  'POST /v1/device-claims/{serial}/enrolment': 'a machine has no hospital yet; its claim code proves it',
  'PUT /v1/device-sessions/{fingerprint}':
    'the certificate names the hospital; a signature by its key proves the machine',
  'POST /v1/device-certificates/{fingerprint}/renewal': 'as a session',
};
/** Spoken in parts of DICOM and not in fields; tried by hand below. */
const spokenOtherwise = ['POST /dicomweb/studies'];

/** Lists that are asked by a person's id and hold what the own hospital knows of that person: here, nothing. */
const listsByPerson = ['GET /v1/persons/{person}/history', 'GET /v1/opening-balances'];

/** A request by which the caller tries to get at what is the other's, and how it must end. */
interface Crossing {
  readonly way: string;
  readonly route: AnyRoute;
  readonly persona: string;
  readonly input: object;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `refused`: 4xx. `empty`: that, or a list without an item. `nothing`: that, or what is the caller's own. */
  readonly ends: 'refused' | 'empty' | 'nothing';
}

/** Every header that somebody somewhere takes for the name of a tenant, a host or an address. */
const namingHeaders = (hospital: string): Record<string, string> => ({
  ...Object.fromEntries(
    ['x-tenant', 'x-tenant-id', 'x-hospital', 'x-hospital-id', 'tenant', 'hospital', 'x-org-id'].map((name) => [
      name,
      hospital,
    ]),
  ),
  'x-forwarded-host': `${hospital}.smart-hospital.invalid`,
  forwarded: `host=${hospital}.smart-hospital.invalid`,
  'x-forwarded-user': 'admin-1',
  'x-original-url': `/v1/hospitals/${hospital}`,
  'x-rewrite-url': `/v1/hospitals/${hospital}`,
  'x-http-method-override': 'GET',
  cookie: `tenant=${hospital}; hospital=${hospital}`,
  accept: `application/json;tenant=${hospital}`,
  'x-viewer-address': '10.0.0.1',
});

const isNaming = (route: AnyRoute, name: string): boolean =>
  !(name in namesNothing) && !(name === 'hospital' && route.who !== 'anyone' && route.who.includes('operator'));

/** All ways in which `caller` can bring what is `other`'s to a route. */
function crossingsOf(route: AnyRoute, caller: Belongings, other: Belongings): Crossing[] {
  const alone = callersOf(route);
  const isShut = alone.length === 0;
  const own = inputWith(route, caller.ids, isShut ? 'some text' : undefined);
  if (!own) throw new Error(`${route.route} has a field for which no id is known`);
  const shape = inputOf(route);
  const places = textsOf(shape).filter(({ name }) => isNaming(route, name));
  const inPath = pathNames(route.route);
  const isGet = route.route.startsWith('GET');
  const foreign = (name: string): string => idFor(route, name, other.ids) ?? '';
  const bring = (some: typeof places): object =>
    some.reduce<unknown>((input, { way, name }) => withText(input, way, foreign(name)), own) as object;
  // What only the platform or the province may do is tried by the mightiest of a hospital.
  const personas = alone.length > 0 ? alone : ['admin', 'doctor'];
  // A number that both hospitals have given means the caller's own.
  const isForeign = places.some(({ name }) => !caller.said.has(foreign(name)));
  const ends = (brings: boolean): Crossing['ends'] => {
    if (isShut) return 'refused';
    if (!brings || !isForeign) return 'nothing';
    return listsByPerson.includes(route.route) ? 'empty' : 'refused';
  };
  const strict = route.dialect === 'json';
  const naming = Object.fromEntries(
    ['tenant', 'hospital', 'tenantId', 'hospitalId', '__proto__x']
      .filter((name) => !(name in (shape.properties ?? {})))
      .map((name) => [name, other.hospital]),
  );

  return personas.flatMap((persona): Crossing[] => {
    const by = { route, persona } as const;
    const tries: Crossing[] = [];
    for (const place of places) {
      const where = inPath.includes(place.way[0] ?? '')
        ? 'path'
        : isGet
          ? 'query'
          : place.way.length > 1
            ? 'nested'
            : 'body';
      // One foreign id among own ones.
      tries.push({ ...by, way: `${where} ${place.way.join('.')}`, input: bring([place]), ends: ends(true) });
    }
    if (places.length > 1) tries.push({ ...by, way: 'all ids', input: bring(places), ends: ends(true) });
    const headers = namingHeaders(other.hospital);
    tries.push({ ...by, way: 'header', input: bring(places), headers, ends: ends(true) });
    if (isGet) tries.push({ ...by, way: 'header, own ids', input: own, headers, ends: ends(false) });
    tries.push({ ...by, way: 'unknown field', input: { ...own, ...naming }, ends: strict ? 'refused' : ends(false) });
    if (places.length > 0)
      tries.push({ ...by, way: 'unknown field with ids', input: { ...bring(places), ...naming }, ends: ends(true) });
    if (isGet) tries.push({ ...by, way: 'list or record of its own', input: own, ends: ends(false) });
    const cursor = other.cursors.get(route.route);
    if (cursor !== undefined) tries.push({ ...by, way: 'cursor', input: { ...own, after: cursor }, ends: ends(false) });
    const said = other.sent.get(route.route);
    if (strict && route.route.startsWith('POST') && said)
      tries.push({ ...by, way: 'idempotency key', input: said.input, key: said.key, ends: ends(true) });
    return tries;
  });
}

const perCaller = 40;
let told = 0;
/** Each caller is one of many, so that no limit of a caller is what refuses. */
const tell = (journey: Journey, hospital: string, { route, persona, input, key, headers }: Crossing): Promise<Reply> =>
  journey.line.tell(persona, hospital, route.route, input, {
    number: 1 + (Math.floor(told++ / perCaller) % 900),
    ...(key !== undefined && { key }),
    ...(headers && { headers }),
  });

/** Texts that only the other's answers ever held and that the caller did not bring. */
function leaked(reply: Reply, input: object, caller: Belongings, other: Belongings): string[] {
  const brought = textsIn(input).map(({ text }) => text);
  const answer = reply.text === '' ? Buffer.from(reply.bytes).toString('latin1') : reply.text;
  return [...other.said].filter(
    (text) =>
      text.length >= 8 &&
      !/^\d{4}-\d\d-\d\d/.test(text) &&
      !caller.said.has(text) &&
      !brought.some((one) => one.includes(text)) &&
      answer.includes(text),
  );
}

const isHarmless = ({ status, body }: Reply, ends: Crossing['ends']): boolean =>
  status < 300 && ends !== 'refused' && (ends === 'nothing' || (body as { items: unknown[] }).items.length === 0);

let journey: Journey;
/** With accounts at both; a second one would give the same references. */
let bank: Bank;
let longKhanh: Belongings;
let thongNhat: Belongings;
beforeAll(async () => {
  journey = await openJourney();
  bank = await journey.bank('sepay', 'long-khanh', 'thong-nhat');
  const shared = { bank, departure: await aDeparture(journey) };
  longKhanh = await gather(journey, 'long-khanh', 2, shared);
  thongNhat = await gather(journey, 'thong-nhat', 1, shared);
}, 420_000);
afterAll(() => journey.close());

/** What both of a pair hold out to each other: each is tried in both directions. */
const pairs = () => [
  { own: thongNhat, other: longKhanh },
  { own: longKhanh, other: thongNhat },
];
/** Runs over what lies in the store, where the province is on this machine. */
function stored<T>(sql: string, ...parameters: string[]): T[] {
  const database = new DatabaseSync(join(journey.folder, 'province.sqlite'), { readOnly: true });
  try {
    return database.prepare(sql).all(...parameters) as T[];
  } finally {
    database.close();
  }
}
const itemsOf = (hospital: string): string => {
  const rows = stored(
    "SELECT context, pk, sk, version, value FROM items WHERE tenant = ? AND pk NOT LIKE 'AUDIT#%' ORDER BY context, pk, sk",
    hospital,
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
};
/** Traces of the refusals that the audit of a hospital holds. */
const refusalsOf = (hospital: string): Set<string> =>
  new Set(
    stored<{ value: string }>("SELECT value FROM items WHERE tenant = ? AND pk LIKE 'AUDIT#%'", hospital)
      .map(({ value }) => JSON.parse(value) as { act: string; trace: string })
      .filter(({ act }) => act === 'refused')
      .map(({ trace }) => trace),
  );

describe('the grid', () => {
  it('knows an id of another hospital for every field by which a route can be asked for one', () => {
    for (const { ids } of [longKhanh, thongNhat]) {
      const unknown = routes.flatMap((route) =>
        textsOf(inputOf(route))
          .filter(({ name }) => !(name in namesNothing) && idFor(route, name, ids) === undefined)
          .map(({ way }) => `${route.route} ${way.join('.')}`),
      );
      expect(unknown).toEqual([]);
    }
  });
  it('has no two hospitals with the same id, but of what only one can have', () => {
    const same = [...longKhanh.ids].filter(
      ([name, id]) =>
        id === thongNhat.ids.get(name) &&
        routes.some((route) => textsOf(inputOf(route)).some((text) => text.name === name)),
    );
    expect(same.map(([name]) => name).filter((name) => !(name in namesNothing))).toEqual(['departure']);
  });
  it('leaves out only what is named with a reason', () => {
    const nobodyOfAHospital = routes
      .filter(({ who, dialect }) => who === 'anyone' || dialect === 'provider')
      .map(({ route }) => route);
    expect(nobodyOfAHospital.toSorted()).toEqual(Object.keys(reachesAcross).toSorted());
  });
});

describe('what belongs to a hospital', () => {
  const known = () => routes.filter(({ route }) => !(route in reachesAcross) && !spokenOtherwise.includes(route));

  it.each([
    ['thong-nhat', 'long-khanh'],
    ['long-khanh', 'thong-nhat'],
  ])('is out of reach for a caller of %s who knows every id of %s', { timeout: 300_000 }, async (name) => {
    const [caller, other] = name === 'thong-nhat' ? [thongNhat, longKhanh] : [longKhanh, thongNhat];
    const before = isDeployed ? '' : itemsOf(other.hospital);
    const crossings = known().flatMap((route) => crossingsOf(route, caller, other));
    const wrong: string[] = [];
    const traces: string[] = [];
    const ends = new Map<string, number>();
    for (const crossing of crossings) {
      const reply = await tell(journey, caller.hospital, crossing);
      const where = `${crossing.route.route} as ${crossing.persona} by ${crossing.way}: ${reply.status} ${reply.code ?? ''}`;
      const isRefused = reply.status >= 400 && reply.status < 500;
      const found = leaked(reply, crossing.input, caller, other);
      if (found.length > 0) wrong.push(`${where} shows ${found.slice(0, 3).join(', ')}`);
      if (reply.headers.get('idempotency-replayed') !== null) wrong.push(`${where} was a replay`);
      if (!isRefused && !isHarmless(reply, crossing.ends)) wrong.push(where);
      if (reply.status === 403 || reply.status === 404) traces.push(reply.headers.get('x-trace-id') ?? '');
      const end = isRefused ? `refused ${reply.status}` : 'nothing of the other';
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    await journey.settle();
    const audited = isDeployed ? new Set(traces) : refusalsOf(caller.hospital);
    const unaudited = traces.filter((trace) => !audited.has(trace));
    const ways = new Set(crossings.map(({ way }) => way.split(' ')[0]));
    console.log(
      `${caller.hospital} at ${other.hospital}: ${known().length} routes, ${ways.size} kinds of ways, ${crossings.length} crossings;`,
      Object.fromEntries([...ends].toSorted()),
      `audited ${traces.length - unaudited.length} of ${traces.length} refusals by right or by id`,
    );
    expect(wrong).toEqual([]);
    expect(unaudited).toHaveLength(0);
    if (!isDeployed) expect(itemsOf(other.hospital)).toBe(before);
  });
  it('would be noticed in an answer: the eye that looks for it sees it in the answers to its own hospital', async () => {
    let seen = 0;
    for (const route of known().filter(({ route }) => route.startsWith('GET'))) {
      const input = inputWith(route, longKhanh.ids);
      const [persona] = callersOf(route);
      if (!input || persona === undefined) continue;
      const reply = await journey.line.tell(persona, 'long-khanh', route.route, input);
      if (leaked(reply, {}, thongNhat, longKhanh).length > 0) seen++;
    }
    expect(seen).toBeGreaterThan(15);
  });
  it('is not found from a row of a file either: the patient number of another hospital is nobody', async () => {
    for (const { own, other } of pairs()) {
      const stranger = `BN-${other.hospital}`;
      const tomorrow = new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10);
      const files = {
        'appointment-imports': `source_ref,source_id,clinic,day,time\nX-1,${stranger},noi,${tomorrow},08:00`,
        'balance-imports': `source_ref,source_id,kind,amount,as_of\nX-1,${stranger},no,50000,2026-01-01`,
      };
      for (const [kind, csv] of Object.entries(files)) {
        const { status, body } = await journey.line.tell('admin', own.hospital, `POST /v1/${kind}`, { csv });
        expect(status, kind).toBe(201);
        expect(body, kind).toMatchObject({ accepted: 0, known: 0, refused: [{ reason: 'patient-unknown' }] });
      }
    }
  });
});

const openSepay = async (hospital: string) => {
  const contract = await openChannel(journey.line, hospital, 'sepay');
  if (contract.provider !== 'sepay') throw new Error('another provider than asked for');
  return contract;
};
const openVietQr = async (hospital: string) => {
  const contract = await openChannel(journey.line, hospital, 'vietqr-vn');
  if (contract.provider !== 'vietqr-vn') throw new Error('another provider than asked for');
  return contract;
};
const hospitalOf = ({ hospital }: Belongings) => hospital as 'long-khanh' | 'thong-nhat';

describe('what reaches across by design', () => {
  it('is a link to one bill: it shows that bill and nothing of another hospital, and no other link shows it', async () => {
    for (const { own, other } of pairs()) {
      const link = other.ids.get('link') ?? '';
      const ask = (some: string, headers: Record<string, string> = {}) =>
        journey.line.send('GET /bills/{link}', `/bills/${some}`, { headers });
      const page = await ask(link, namingHeaders(own.hospital));
      expect(page.status).toBe(200);
      expect(leaked(page, {}, other, own)).toEqual([]);
      for (const wrong of [`${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`, link.slice(1), '0'.repeat(40)])
        expect([400, 404]).toContain((await ask(wrong)).status);
    }
  });
  it('is a callback: the secret, password or token of one hospital opens no address of another', async () => {
    for (const { own, other } of pairs()) {
      const { bill } = await journey.play({ hospital: other.hospital });
      const { secret } = await openSepay(own.hospital);
      expect((await bank.notify(bank.transfer(bill.payload ?? ''), { secret })).status).toBe(401);
      const [mine, theirs] = [await openVietQr(own.hospital), await openVietQr(other.hospital)];
      const basic = `Basic ${Buffer.from(`${mine.username}:${mine.password}`).toString('base64')}`;
      const send = (path: string, authorization: string) =>
        journey.line.send('POST a callback', path, { method: 'POST', headers: { authorization }, body: '{}' });
      expect((await send(theirs.token, basic)).status).toBe(401);
      const granted = (await send(mine.token, basic)).body as { access_token: string };
      expect((await send(theirs.notify, `Bearer ${granted.access_token}`)).status).toBe(401);
      expect(await journey.at(other.hospital).readBill(bill.bill)).toMatchObject({ state: 'open', paid: 0 });
    }
  });
  it('is a transfer: with the code of another hospital it settles no bill there, and a person must look', async () => {
    for (const { own, other } of pairs()) {
      const { bill } = await journey.play({ hospital: other.hospital });
      const { account } = receiving[hospitalOf(own)];
      const open = async () => {
        const listed = await journey.line.ask('cashier', own.hospital, 'GET /v1/work-items');
        return (listed.body as { items: { kind: string }[] }).items.filter(({ kind }) => kind === 'other-tenant')
          .length;
      };
      const before = await open();
      expect((await bank.notify(bank.transfer(bill.payload ?? '', { account }))).status).toBe(200);
      expect(await journey.at(other.hospital).readBill(bill.bill)).toMatchObject({ state: 'open', paid: 0 });
      expect(await open()).toBe(before + 1);
    }
  });
  it('is a machine: it speaks for the hospital of its certificate, and nothing else proves it', async () => {
    for (const { own, other } of pairs()) {
      const { serial, fingerprint, certificate } = other.machine;
      const put = (path: string, method: string, body: object) =>
        journey.line.send(`${method} ${path}`, path, {
          method,
          headers: {
            'content-type': 'application/json',
            'idempotency-key': `crossing-${told++}`,
            ...namingHeaders(own.hospital),
          },
          body: JSON.stringify(body),
        });
      const forged = await own.machine.assertion(new Date(), { claims: { iss: serial, sub: serial } });
      const refused = [
        await put(`/v1/device-sessions/${fingerprint}`, 'PUT', { assertion: forged }),
        await put(`/v1/device-certificates/${fingerprint}/renewal`, 'POST', { assertion: forged, certificate }),
        await put(`/v1/device-claims/${serial}/enrolment`, 'POST', { code: 'ABCD-EFGH-JKLM', certificate }),
        await put(`/v1/device-claims/${serial}/enrolment`, 'POST', {
          code: 'ABCD-EFGH-JKLM',
          certificate: own.machine.certificate,
        }),
      ];
      for (const { status, text } of refused) {
        expect(status, text).toBeGreaterThanOrEqual(400);
        expect(status, text).toBeLessThan(500);
      }
    }
  });
  it('is a grant: it opens the one document for the one hospital it was given to', async () => {
    for (const { own, other } of pairs()) {
      const route = 'GET /v1/shared-documents/{grant}';
      const grant = other.ids.get('grant');
      expect((await journey.line.tell('doctor', 'dong-nai', route, { grant })).status).toBe(200);
      expect(await journey.line.tell('doctor', own.hospital, route, { grant })).toMatchObject({ status: 403 });
      expect(await journey.line.tell('doctor', other.hospital, route, { grant })).toMatchObject({ status: 403 });
    }
  });
  it('is the name of an image: the same name at another hospital is another image', async () => {
    const route = 'GET /dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata';
    const [study = '', series = '', instance = ''] = ['study', 'series', 'instance'].map((name) =>
      longKhanh.ids.get(name),
    );
    const ask = (hospital: string) => journey.line.tell('doctor', hospital, route, { study, series, instance });
    const before = await ask('long-khanh');
    expect(before.status).toBe(200);
    expect((await ask('thong-nhat')).status).toBe(404);
    await storeImage(journey, 'thong-nhat', { study, series, instance, modality: 'CR', pixels: 'another!' });
    expect((await ask('thong-nhat')).text).toContain('CR');
    expect((await ask('long-khanh')).text).toBe(before.text);
  });
});

describe('an event', () => {
  const [mine, named] = ['long-khanh', 'thong-nhat'].map((name) => TenantId.parse(name)) as [TenantId, TenantId];
  const embedded = openEmbedded({ path: ':memory:' });
  afterAll(() => embedded.close());
  const eventTexts = [
    'a-text',
    'noi',
    'XN-CTM',
    'J20.9',
    '970436',
    '75006',
    'BV THU',
    '0'.repeat(64),
    'KIOSK-0001',
    '07:00',
  ];
  /** Delivers an event of one hospital that names another wherever a name fits; tells whose tables were opened. */
  async function deliverTo(placed: Placed<AnyReaction>, tenant: TenantId) {
    const opened = new Set<string>();
    const ports: WorldSource['ports'] = (whose, context) => {
      opened.add(whose);
      return embedded.ports(whose, context);
    };
    const house: House = { source: { ...embedded, ports }, answers: answersOf(registry) };
    const data = fill(shapeOf(placed.door.on.data), (name, shape) =>
      name === 'hospital' ? named : fitting(eventTexts, shape),
    );
    const { name, version } = placed.door.on;
    const about = { id: randomUUID(), name, version, tenant, subject: named, by: 'crossing', trace: 'crossing' };
    const outcome = await deliver(house, placed, { ...about, at: '2026-11-24T01:00:00.000Z', data }).then(
      () => 'handled',
      (error: unknown) => String(error),
    );
    return { opened: [...opened], outcome };
  }

  it('of a hospital makes no reaction write into another, whatever it names', async () => {
    const reactions = reactionsOf(registry);
    const ends = { refused: 0, kept: 0 };
    for (const placed of reactions) {
      const { opened, outcome } = await deliverTo(placed, mine);
      if (placed.door.tenant === 'named') {
        expect(outcome, placed.id).toMatch(/may not name a tenant/);
        expect(opened, placed.id).toEqual([]);
        ends.refused++;
      } else {
        const home = { own: mine, province, platform }[placed.door.tenant];
        expect(
          opened.filter((whose) => whose !== home),
          placed.id,
        ).toEqual([]);
        ends.kept++;
      }
    }
    console.log(`events: ${reactions.length} reactions, each with an event of one hospital that names another;`, ends);
  });
  it('of the platform itself reaches the hospital that it names, and no other', async () => {
    const naming = reactionsOf(registry).filter(({ door }) => door.tenant === 'named');
    for (const placed of naming) {
      const { opened } = await deliverTo(placed, platform);
      expect(
        opened.filter((whose) => whose !== named),
        placed.id,
      ).toEqual([]);
    }
  });
});
