import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Chip,
  faceFile,
  type Holder,
  issueChip,
  type Maker,
  newAuthority,
  newSigner,
  revoke,
} from '../../test/chip/issue-chip.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { identity } from './index.ts';

const days = { from: new Date('2021-01-01T00:00:00Z'), to: new Date('2036-01-01T00:00:00Z') };
const thu: Holder = {
  citizenNumber: '099185004321',
  fullName: 'Nguyễn Thị Thử',
  birthDate: '1985-08-15',
  sex: 'female',
  residence: 'Ấp Mẫu, Xã Thử',
  issueDate: '2021-06-20',
  expiryDate: '2031-08-15',
  oldNumber: '987654321',
};
const code = '099185004321|987654321|Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử|20062021';
/** Everything of the chip that must never lie open; the last three are not even kept. */
const secrets = [
  ...['099185004321', '185004321', '987654321', 'Nguyễn Thị Thử', 'NGUYEN', 'Ấp Mẫu', '1985-08-15', '15/08/1985'],
  ...['Trần Văn Cha', 'Kinh', 'Nốt ruồi'],
];

let authority: Maker;
let signer: Maker;
let card: Chip;
beforeAll(async () => {
  authority = await newAuthority(days);
  signer = await newSigner(authority, days);
  card = await issueChip(signer, thu);
});

let stage: Stage;
beforeEach(() => {
  stage = openStage({ contexts: [identity] });
});
afterEach(() => stage.close());

const base64 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64');
/** What a kiosk sends of a chip. */
const sent = ({ sod, groups }: Chip) => ({
  sod: base64(sod),
  groups: { dg1: base64(groups.get(1)), dg2: base64(groups.get(2)), dg13: base64(groups.get(13)) },
});
const read = (chip: object = sent(card), asking: Parameters<Stage['request']>[2] = {}) =>
  stage.request('POST /v1/chip-readings', { ...chip }, { as: 'kiosk', ...asking });
const pin = (setting: object, asking: Parameters<Stage['request']>[2] = {}) =>
  stage.request('PUT /v1/chip-roots', { ...setting }, { as: 'admin', ...asking });
const readings = () =>
  stage.stored('identity').flatMap((item) => (item.sk.startsWith('READING#') ? [JSON.parse(item.value)] : []));

describe('a chip at the kiosk', () => {
  it('registers a person under a pinned root, with the source and what it proves', async () => {
    await pin({ roots: [authority.pem] });
    const reply = await read();
    const proof = { state: 'chip_verified', differs: [], codeDiffers: [] };
    expect(reply).toMatchObject({
      status: 201,
      body: { returning: false, source: 'CHIP_CCCD', assurance: 'substantial', chip: proof, placeKnown: false },
    });
    expect(reply.body.chip.root).toMatch(/^([0-9A-F]{2}:){31}/);
    const data = { person: reply.body.person, birthYear: 1985, sex: 'female', source: 'CHIP_CCCD' };
    expect(stage.events()).toMatchObject([{ name: 'identity.person-registered', data }]);
    expect(readings()).toMatchObject([{ source: 'CHIP_CCCD', assurance: 'substantial', chip: proof, by: 'kiosk-1' }]);
    const about = { person: reply.body.person };
    const person = await stage.request('GET /v1/persons/{person}', about, { as: 'reception' });
    expect(person.body).toMatchObject({ name: 'Nguyễn Thị Thử', birthDate: '1985-08-15', source: 'CHIP_CCCD' });
  });

  it('proves no more than the printed code where no root is pinned', async () => {
    expect(await read()).toMatchObject({
      status: 201,
      body: { source: 'CHIP_CCCD', assurance: 'low', chip: { state: 'chip_unverified' } },
    });
    await pin({ roots: [authority.pem] }, { hospital: 'thong-nhat' });
    expect((await read()).body.chip.state).toBe('chip_unverified');
    expect((await read(sent(card), { hospital: 'thong-nhat' })).body.chip.state).toBe('chip_verified');
  });

  it('is the same person as the code on the card, in whichever order they come', async () => {
    await pin({ roots: [authority.pem] });
    const scanned = await stage.request('POST /v1/card-readings', { card: code }, { as: 'kiosk' });
    const chip = await read();
    expect(chip.body).toMatchObject({ person: scanned.body.person, returning: true, differs: [] });
    expect(
      readings()
        .map(({ assurance }) => assurance)
        .sort(),
    ).toEqual(['low', 'substantial']);
  });

  it('becomes one person when two kiosks read one card at once', async () => {
    await pin({ roots: [authority.pem] });
    const replies = await Promise.all([read(), read()]);
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(replies.map(({ body }) => body.person)).size).toBe(1);
    expect(replies.filter(({ body }) => !body.returning)).toHaveLength(1);
    expect(stage.stored('identity').filter((item) => item.sk === 'PERSON')).toHaveLength(1);
    expect(readings()).toHaveLength(2);
  });

  it.each([
    [
      'a changed portrait',
      'chip-group-changed',
      async () => {
        return { ...card, groups: new Map([...card.groups, [2, faceFile(Buffer.from('ffd8ffe000', 'hex'))] as const]) };
      },
    ],
    [
      'a forged chain with the right names',
      'chip-issuer-unknown',
      async () => issueChip(await newSigner(await newAuthority(days), days), thu),
    ],
    [
      'a signer that has ended',
      'chip-signer-expired',
      async () => issueChip(await newSigner(authority, { ...days, to: new Date('2026-11-01') }), thu),
    ],
    ['a card that has expired', 'chip-card-expired', () => issueChip(signer, { ...thu, expiryDate: '2026-11-23' })],
    ['files hashed with SHA-1', 'chip-algorithm-refused', () => issueChip(signer, thu, { hash: 'SHA-1' })],
    ['a list that is cut off', 'chip-sod-unreadable', async () => ({ ...card, sod: card.sod.subarray(0, -1) })],
  ])('is refused with %s, in both languages, and leaves nothing behind', async (_what, refusal, make) => {
    await pin({ roots: [authority.pem] });
    const before = stage.stored('identity').length;
    const said = [];
    for (const language of ['vi', 'en']) {
      const reply = await read(sent(await make()), { headers: { 'accept-language': language } });
      expect(reply).toMatchObject({ status: 422, body: { code: refusal } });
      said.push(reply.body.detail);
    }
    expect(new Set(said).size).toBe(2);
    expect(stage.events()).toEqual([]);
    expect(stage.stored('identity').length).toBe(before);
  });

  it('is refused when the code scanned with it is of another card, or of none', async () => {
    const other = code.replace('099185004321', '099185004322');
    expect(await read({ ...sent(card), code: other })).toMatchObject({
      status: 422,
      body: { code: 'chip-numbers-differ', because: 'qr' },
    });
    expect(await read({ ...sent(card), code: 'x' })).toMatchObject({ status: 422, body: { code: 'card-unreadable' } });
    expect(await read({ ...sent(card), code })).toMatchObject({ status: 201, body: { chip: { codeDiffers: [] } } });
  });

  it('takes a chip without its portrait, and refuses other groups and other text at the edge', async () => {
    const { sod, groups } = sent(card);
    const { dg2: _, ...few } = groups;
    expect((await read({ sod, groups: few })).status).toBe(201);
    for (const wrong of [{ sod, groups: { ...groups, dg3: '' } }, { sod: 'ä', groups }, { sod }, { groups }])
      expect(await read(wrong)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });

  it('leaves nothing of the person open in store, events, letters, log or answer', async () => {
    await pin({ roots: [authority.pem] });
    const replies = [await read(), await read(sent(await issueChip(signer, { ...thu, residence: 'Ấp Mẫu 2' })))];
    await stage.settle();
    const texts = replies.map(({ text }) => text);
    const open = JSON.stringify([texts, stage.stored('identity'), stage.events(), stage.letters(), stage.log]);
    expect(replies.map(({ body }) => body.differs)).toEqual([[], ['residence']]);
    for (const secret of secrets) expect(open).not.toContain(secret);
  });

  it.each(['doctor', 'cashier', 'board', 'admin'] as const)('is not for the role %s to read', async (as) => {
    expect((await read(sent(card), { as })).status).toBe(403);
  });
});

describe('the pinned roots of a hospital', () => {
  it('are shown with fingerprint, name and days, and replaced as a whole', async () => {
    const shown = () => stage.request('GET /v1/chip-roots', {}, { as: 'admin' });
    expect((await shown()).body).toEqual({ roots: [] });
    const lists = [await revoke(authority, [signer], stage.now())];
    const pinned = await pin({ roots: [authority.pem], revocationLists: lists });
    expect(pinned.body).toMatchObject({
      roots: [
        { subject: 'C=VN, CN=CSCA Thử', from: '2021-01-01T00:00:00.000Z', to: '2036-01-01T00:00:00.000Z', revoked: 1 },
      ],
    });
    expect((await shown()).body).toEqual(pinned.body);
    expect(await read()).toMatchObject({ status: 422, body: { code: 'chip-signer-revoked' } });
    const next = await newAuthority({ ...days, name: 'CSCA Thử 2' });
    await pin({ roots: [authority.pem, next.pem] });
    expect((await shown()).body.roots).toHaveLength(2);
    expect((await read()).body.chip.state).toBe('chip_verified');
    await pin({ roots: [] });
    expect((await read()).body.chip.state).toBe('chip_unverified');
  });

  it('are refused when one is no authority, or a list of revocations is not theirs', async () => {
    expect(await pin({ roots: [signer.pem] })).toMatchObject({ status: 422, body: { code: 'chip-root-unfit' } });
    expect(await pin({ roots: [authority.pem], revocationLists: ['eA=='] })).toMatchObject({
      status: 422,
      body: { code: 'chip-revocations-unfit' },
    });
  });

  it.each(['kiosk', 'reception', 'doctor'] as const)('are not for the role %s to set or see', async (as) => {
    expect((await pin({ roots: [] }, { as })).status).toBe(403);
    expect((await stage.request('GET /v1/chip-roots', {}, { as })).status).toBe(403);
  });
});
