import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openStage, type Stage } from '../../test/stage.ts';
import { answer, context, question, reaction, route, schedule } from '../kernel/doors.ts';
import { emit, event } from '../kernel/events.ts';
import type { TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { World } from '../ports/world.ts';

const painted = event('paint.wall-painted', 1, z.object({ wall: z.string(), coats: z.int() }));
const colourOf = question('shop.colour', z.object({ wall: z.string() }), z.object({ colour: z.string() }));

const paintWall = route('POST /v1/walls/{wall}/coats', {
  summary: 'A painter puts one more coat on a wall',
  who: ['doctor'],
  input: z.strictObject({ wall: z.string().max(20), litres: z.int().positive() }),
  output: z.object({ coats: z.int(), colour: z.string() }),
  refuses: ['clinic-unknown'],
  emits: [painted],
  asks: [colourOf],
  async handle({ wall, litres }, world) {
    if (litres > 100) return refuse('clinic-unknown');
    const { colour } = await world.ask(colourOf, { wall });
    const key = { pk: `WALL#${wall}`, sk: 'WALL' };
    const before = await world.table.get<{ coats: number }>(key);
    const coats = (before?.value.coats ?? 0) + 1;
    world.table.commit({
      put: [{ key, value: { coats }, expect: before?.version ?? 'absent' }],
      emit: [emit(painted, wall, { wall, coats })],
    });
    if (litres === 99) throw new Error('the bucket fell');
    return { coats, colour };
  },
});
const readWall = route('GET /v1/walls/{wall}', {
  summary: 'Somebody looks at a wall',
  who: ['doctor', 'admin'],
  input: z.strictObject({ wall: z.string() }),
  output: z.object({ coats: z.int() }),
  refuses: ['not-found'],
  subject: ({ wall }) => wall,
  async handle({ wall }, world) {
    const found = await world.table.get<{ coats: number }>({ pk: `WALL#${wall}`, sk: 'WALL' });
    return found ? found.value : refuse('not-found');
  },
});
const colours = answer(colourOf, {
  summary: 'The shop knows the colour',
  handle: async ({ wall }) => ({ colour: wall === 'north' ? 'red' : 'white' }),
});
const claimWall = route('POST /v1/walls/{wall}/claims', {
  summary: 'A painter claims a wall that nobody has',
  who: ['doctor'],
  input: z.strictObject({ wall: z.string() }),
  output: z.object({ wall: z.string() }),
  refuses: ['ticket-already-held'],
  async handle({ wall }, world) {
    const key = { pk: `CLAIM#${wall}`, sk: 'CLAIM' };
    if (await world.table.get(key)) return refuse('ticket-already-held');
    world.table.commit({ put: [{ key, value: {}, expect: 'absent' }] });
    return { wall };
  },
});
let failures = 0;
const onWallPainted = reaction(painted, {
  summary: 'The shop counts coats',
  async handle({ coats }, world) {
    if (failures-- > 0) throw new Error('shop is closed');
    const key = { pk: 'COUNT', sk: 'COUNT' };
    const before = await world.table.get<{ coats: number }>(key);
    world.table.commit({
      put: [
        { key, value: { coats: (before?.value.coats ?? 0) + 1, last: coats }, expect: before?.version ?? 'absent' },
      ],
    });
  },
});
const dry = schedule(5, {
  summary: 'Walls dry',
  tenants: 'platform',
  async handle(world) {
    world.table.commit({ put: [{ key: { pk: 'DRY', sk: world.now.toISOString() }, value: {}, expect: 'absent' }] });
  },
});
const signing = {
  summary: 'A painter signs a wall for ever',
  who: ['doctor'],
  input: z.strictObject({ kind: z.string(), name: z.string() }),
  output: z.object({ mine: z.boolean() }),
  needs: ['directory'],
  handle: async ({ kind, name }: { kind: string; name: string }, world: World) => ({
    mine: await world.directory.claim(kind, name),
  }),
} as const;
const signWall = route('POST /v1/signatures', { ...signing, claims: ['signature'] });
const scratchWall = route('POST /v1/scratches', signing);
const turnAway = route('POST /v1/walls/{wall}/strangers', {
  summary: 'A painter nobody knows is turned away by the wall itself, which remembers it',
  who: ['doctor'],
  input: z.strictObject({ wall: z.string() }),
  output: z.object({ known: z.boolean() }),
  subject: ({ wall }) => wall,
  async handle({ wall }, world) {
    world.table.commit({
      put: [{ key: { pk: `STRANGER#${wall}`, sk: 'S' }, value: {}, expect: 'absent' }],
      refused: 'no-brush',
    });
    return { known: false };
  },
});
const contexts = [
  context('paint', { turnAway, paintWall, readWall, claimWall, dry, signWall, scratchWall }),
  context('shop', { colours, onWallPainted }),
];
const coat = 'POST /v1/walls/{wall}/coats';

describe('the runtime', () => {
  let stage: Stage;
  /** What the paint shop keeps, the audit apart. */
  const kept = () => stage.stored('paint').filter(({ pk }) => !pk.startsWith('AUDIT#'));
  /** The audit entries of the paint shop at a hospital. */
  const audited = (hospital?: string): Record<string, unknown>[] =>
    stage
      .stored('paint', hospital)
      .filter(({ pk }) => pk.startsWith('AUDIT#'))
      .map(({ value }) => JSON.parse(value));
  beforeEach(() => {
    failures = 0;
    stage = openStage({ contexts });
  });
  afterEach(() => stage.close());
  const count = () => stage.stored('shop').find((item) => item.pk === 'COUNT')?.value;

  it('saves state, event, audit entry and answer together, and hands the event to its reaction once', async () => {
    const reply = await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    expect(reply).toMatchObject({ status: 201, body: { coats: 1, colour: 'red' } });
    await stage.settle();
    expect(count()).toBe('{"coats":1,"last":1}');
    expect(stage.stored('paint').filter((item) => item.pk.startsWith('AUDIT#'))).toHaveLength(1);
    expect(stage.events()).toMatchObject([
      { name: 'paint.wall-painted', tenant: 'long-khanh', by: 'doctor-1', data: { wall: 'north', coats: 1 } },
    ]);
  });
  it('answers a repeated key as the first time and changes nothing', async () => {
    const first = await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor', key: 'same-key-1' });
    const again = await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor', key: 'same-key-1' });
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(stage.events()).toHaveLength(1);
  });
  it('refuses a key that comes again with another body', async () => {
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor', key: 'same-key-1' });
    const other = await stage.request(coat, { wall: 'north', litres: 3 }, { as: 'doctor', key: 'same-key-1' });
    expect(other).toMatchObject({ status: 409, body: { code: 'key-reused' } });
  });
  it('lets the same key at once from twenty callers have one effect', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor', key: 'same-key-1' }),
      ),
    );
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([201]));
    expect(stage.events()).toHaveLength(1);
  });
  it('answers the same key at once as the first time, also when the first one stands in the way of the second', async () => {
    const { table } = await stage.embedded.ports(stage.hospital, 'paint');
    const quick = { get: table.get, write: table.write };
    const late = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
    Object.assign(table, {
      get: async (key: Parameters<typeof table.get>[0]) => late().then(() => quick.get(key)),
      write: async (write: Parameters<typeof table.write>[0]) => late().then(() => quick.write(write)),
    });
    for (let wall = 0; wall < 10; wall++) {
      const asking = { as: 'doctor', key: `claim-key-${wall}` } as const;
      const claim = () =>
        late().then(() => stage.request('POST /v1/walls/{wall}/claims', { wall: `w${wall}` }, asking));
      const replies = await Promise.all(Array.from({ length: 8 }, claim));
      expect(replies.map((reply) => reply.status)).toEqual(Array(8).fill(201));
    }
  });
  it('serves ten callers who change one item at once, each with the next number', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' })),
    );
    expect(replies.map((reply) => reply.body.coats).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
  it('keeps nothing of a door that threw, and says only a trace', async () => {
    const reply = await stage.request(coat, { wall: 'north', litres: 99 }, { as: 'doctor' });
    expect(reply).toMatchObject({ status: 500, body: { code: 'unexpected' } });
    expect(reply.text).not.toContain('bucket');
    expect(stage.stored('paint')).toEqual([]);
    expect(stage.events()).toEqual([]);
  });
  it('keeps nothing of a refusal and speaks the language asked for', async () => {
    const vi = await stage.request(coat, { wall: 'north', litres: 101 }, { as: 'doctor' });
    expect(vi).toMatchObject({ status: 404, body: { code: 'clinic-unknown', detail: 'Không có phòng khám này' } });
    const en = await stage.request(
      coat,
      { wall: 'north', litres: 101 },
      { as: 'doctor', headers: { 'accept-language': 'en-GB,en' } },
    );
    expect(en.body).toMatchObject({ title: 'There is no such clinic', detail: 'There is no such clinic' });
    expect(vi.body.title).toBe('Không có phòng khám này');
    expect(kept()).toEqual([]);
  });
  it('names the field that does not fit and never repeats its value', async () => {
    const reply = await stage.request(coat, { wall: 'north', litres: 'secret-value', extra: 1 }, { as: 'doctor' });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', errors: [{ path: 'litres' }, { path: 'extra' }] },
    });
    expect(reply.text).not.toContain('secret-value');
  });
  it.each([
    ['no token', {}, 401],
    ['a token that is no token', { headers: { authorization: 'Bearer abc.def.ghi-jkl-mno-pqr' } }, 401],
    ['a role that may not', { as: 'kiosk' as const }, 403],
    ['a body that is cut off', { as: 'doctor' as const, rawBody: '{"litres": 1' }, 400],
    ['a body that is a list', { as: 'doctor' as const, rawBody: '[1]' }, 400],
    ['another content type', { as: 'doctor' as const, headers: { 'content-type': 'text/plain' } }, 415],
    [
      'a body over the limit',
      { as: 'doctor' as const, rawBody: JSON.stringify({ litres: 1, pad: 'x'.repeat(1_000_000) }) },
      413,
    ],
  ])('refuses %s', async (_, asking, status) => {
    expect((await stage.request(coat, { wall: 'north', litres: 1 }, asking)).status).toBe(status);
    expect(kept()).toEqual([]);
  });
  it('refuses a token that has expired', async () => {
    const token = await stage.embedded.issuer.issue(
      { subject: 'd', hospital: stage.hospital, roles: ['doctor'] },
      stage.now(),
    );
    stage.setClock({ minutes: 61 });
    const reply = await stage.request(
      coat,
      { wall: 'north', litres: 1 },
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(reply.status).toBe(401);
  });
  it.each([
    ['an operator of a hospital', 'operator', 'long-khanh'],
    ['a doctor of the platform', 'doctor', 'platform'],
    ['a doctor of the province', 'doctor', 'province'],
    ['the system', 'system', 'long-khanh'],
  ] as const)('knows no such caller as %s', async (_, role, hospital) => {
    const claims = { subject: 'x', hospital: hospital as TenantId, roles: [role] };
    const token = await stage.embedded.issuer.issue(claims, stage.now());
    const headers = { authorization: `Bearer ${token}` };
    expect((await stage.request(coat, { wall: 'north', litres: 1 }, { headers })).status).toBe(401);
  });
  it('knows nothing behind a path value that is longer than any that was claimed', async () => {
    expect((await stage.request('GET /v1/walls/{wall}', { wall: 'w'.repeat(3000) }, { as: 'doctor' })).status).toBe(
      404,
    );
  });
  it('requires a key on a creating request', async () => {
    const reply = await stage.request(coat, { wall: 'north', litres: 1 }, { as: 'doctor', key: '' });
    expect(reply).toMatchObject({ status: 400, body: { code: 'key-missing' } });
  });
  it('shows a hospital nothing of another hospital', async () => {
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    const other = await stage.request(
      'GET /v1/walls/{wall}',
      { wall: 'north' },
      { as: 'doctor', hospital: 'thong-nhat' },
    );
    expect(other.status).toBe(404);
  });
  it('writes down, where the caller belongs, that a role was refused and that an id was not found', async () => {
    await stage.request(coat, { wall: 'north', litres: 1 }, { as: 'kiosk' });
    await stage.request('GET /v1/walls/{wall}', { wall: 'north' }, { as: 'doctor', hospital: 'thong-nhat' });
    expect(audited()).toEqual([
      expect.objectContaining({ act: 'refused', code: 'not-allowed', by: 'kiosk-1', door: 'paint.paintWall' }),
    ]);
    expect(audited('thong-nhat')).toEqual([
      expect.objectContaining({ act: 'refused', code: 'not-found', subject: 'north', by: 'doctor-1' }),
    ]);
  });
  it('writes down a refusal with its reason where a door itself turned a caller away', async () => {
    const reply = await stage.request('POST /v1/walls/{wall}/strangers', { wall: 'north' }, { as: 'doctor' });
    expect(reply).toMatchObject({ status: 201, body: { known: false } });
    expect(audited()).toEqual([
      expect.objectContaining({ act: 'refused', code: 'no-brush', subject: 'north', keys: ['STRANGER#north'] }),
    ]);
  });
  it('writes down nothing of a caller without a sign-in, nor what a path holds that is no id', async () => {
    await stage.request(coat, { wall: 'north', litres: 1 });
    expect(audited()).toEqual([]);
    await stage.request('GET /v1/walls/{wall}', { wall: 'Nguyễn Văn A, 1990' }, { as: 'doctor' });
    expect(audited()).toEqual([expect.objectContaining({ act: 'refused', subject: null })]);
  });
  it('refuses all the same when the refusal cannot be written down', async () => {
    const { table } = await stage.embedded.ports(stage.hospital, 'paint');
    Object.assign(table, { write: () => Promise.reject(new Error('no space left')) });
    const reply = await stage.request(coat, { wall: 'north', litres: 1 }, { as: 'kiosk' });
    expect(reply).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(stage.log).toContainEqual(expect.objectContaining({ message: 'refusal not audited' }));
  });
  it('names in the entry of a change every partition that it wrote, and no mark', async () => {
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    const partitions = kept()
      .map(({ pk }) => pk)
      .filter((pk) => !/^(IDEM|INBOX)#/.test(pk));
    expect(audited()[0]?.['keys']).toEqual([...new Set(partitions)].sort());
  });
  it('audits the reading of a record', async () => {
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    await stage.request('GET /v1/walls/{wall}', { wall: 'north' }, { as: 'admin' });
    const entries = stage
      .stored('paint')
      .filter((item) => item.pk.startsWith('AUDIT#'))
      .map((item) => JSON.parse(item.value));
    expect(entries).toContainEqual(
      expect.objectContaining({ act: 'read', subject: 'north', by: 'admin-1', door: 'paint.readWall' }),
    );
  });
  it('tries a failing reaction again until it succeeds, with one effect', async () => {
    failures = 2;
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    await stage.settle();
    stage.setClock({ minutes: 1 });
    await stage.settle();
    stage.setClock({ minutes: 1 });
    await stage.settle();
    expect(count()).toBe('{"coats":1,"last":1}');
  });
  it('sets a letter aside after six tries and hands it over again when the operator redrives it', async () => {
    failures = 6;
    await stage.request(coat, { wall: 'north', litres: 2 }, { as: 'doctor' });
    for (let round = 0; round < 7; round++) {
      await stage.settle();
      stage.setClock({ minutes: 1 });
    }
    const { letters } = await stage.embedded.ports(stage.hospital, 'shop');
    const [dead] = await letters.dead(10);
    expect(dead).toMatchObject({ door: 'shop.onWallPainted', attempts: 6, error: 'Error: shop is closed' });
    expect(await letters.redrive(dead?.id ?? '')).toBe(true);
    await stage.settle();
    expect(count()).toBe('{"coats":1,"last":1}');
  });
  it('has one effect when the same event is delivered three times', async () => {
    const envelope = await stage.announce(painted, { wall: 'east', coats: 1 });
    stage.embedded.database.run("UPDATE letters SET state = 'waiting', due = 0 WHERE id LIKE ?", `${envelope.id}%`);
    stage.embedded.onEvents();
    await stage.settle();
    expect(count()).toBe('{"coats":1,"last":1}');
  });
  it('runs a schedule on the tenant it names', async () => {
    await stage.runSchedule('paint.dry');
    expect(stage.stored('paint', 'platform').filter((item) => item.pk === 'DRY')).toHaveLength(1);
  });
  it('lets a door claim global values of the kinds that it declared, and of no other', async () => {
    const sign = (route: string, kind: string) => stage.request(route, { kind, name: 'an' }, { as: 'doctor' });
    expect(await sign('POST /v1/signatures', 'signature')).toMatchObject({ status: 201, body: { mine: true } });
    expect(await sign('POST /v1/signatures', 'callback')).toMatchObject({ status: 500 });
    expect(await sign('POST /v1/scratches', 'signature')).toMatchObject({ status: 500 });
    expect(await stage.embedded.tenantOf('signature', 'an')).toBe('long-khanh');
    expect(await stage.embedded.tenantOf('callback', 'an')).toBeUndefined();
  });
  it('logs ids and codes, never a body', async () => {
    await stage.request(coat, { wall: 'secret-wall', litres: 2 }, { as: 'doctor' });
    expect(stage.log).toContainEqual(
      expect.objectContaining({ message: 'request', door: 'paint.paintWall', tenant: 'long-khanh', status: 201 }),
    );
    expect(JSON.stringify(stage.log)).not.toContain('secret-wall');
  });
});
