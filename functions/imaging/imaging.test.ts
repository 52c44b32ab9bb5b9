import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retentionSet } from '../../shared/contracts/records.ts';
import { routesOf } from '../../shared/runtime/house.ts';
import { httpFunction } from '../../shared/runtime/http.ts';
import { aFile, bodyOf, boundary, chestXray, pieces } from '../../test/dicom.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { imaging } from './index.ts';
import { readInstance } from './instance.ts';

const metadata = 'GET /dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata';
const place = { study: '1.2.3', series: '1.2.3.1', instance: '1.2.3.1.1' };
const stored = (instance: string) => ({
  '00081150': { vr: 'UI', Value: [chestXray] },
  '00081155': { vr: 'UI', Value: [instance] },
});
const failed = (code: number) => ({ '00081197': { vr: 'US', Value: [code] } });

describe('the image store of a hospital', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = openStage({ contexts: [imaging] });
    await stage.announce(retentionSet, { extraYears: 5 });
  });
  const announced = () => stage.events().filter((event) => event.name === 'imaging.instance-stored');
  afterEach(() => stage.close());
  /** Bytes travel as base64, as API Gateway hands them over. */
  const store = async (files: readonly Buffer[], as: 'doctor' | 'admin' | 'cashier' = 'doctor') => {
    const { issuer } = stage.embedded;
    const token = await issuer.issue({ subject: `${as}-1`, hospital: stage.hospital, roles: [as] }, stage.now());
    const event = {
      version: '2.0',
      routeKey: 'POST /dicomweb/studies',
      rawPath: '/dicomweb/studies',
      rawQueryString: '',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
      },
      isBase64Encoded: true,
      body: bodyOf(files).toString('base64'),
    } as unknown as APIGatewayProxyEventV2;
    const serve = httpFunction(stage.house, issuer.rules, routesOf([imaging]));
    const { statusCode, headers, body } = await serve(event, {} as LambdaContext);
    return { status: statusCode, headers, body: JSON.parse(body ?? '') };
  };

  it('stores every instance of a request write-once and announces each', async () => {
    const files = [aFile(), aFile({ instance: '1.2.3.1.2' })];
    const reply = await store(files);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/dicom+json; charset=utf-8');
    expect(reply.body).toEqual({
      '00081190': { vr: 'UR' },
      '00081199': { vr: 'SQ', Value: [stored('1.2.3.1.1'), stored('1.2.3.1.2')] },
    });
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    expect(await port.get('images', '1.2.3/1.2.3.1/1.2.3.1.1.dcm')).toEqual(files[0]);
    expect(announced().map((event) => event.data)).toEqual([
      { ...place, modality: 'DX', bytes: files[0]?.length },
      { ...place, instance: '1.2.3.1.2', modality: 'DX', bytes: files[1]?.length },
    ]);
  });
  it('locks every image like the record: ten years, and those that the hospital adds, to the end of the year', async () => {
    await store([aFile()]);
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    const path = '1.2.3/1.2.3.1/1.2.3.1.1.dcm';
    expect((await port.head('images', path))?.lock).toEqual({ until: new Date('2041-12-31T17:00:00.000Z') });
    const [item] = stage.stored('imaging').filter(({ pk }) => pk.startsWith('INSTANCE#'));
    expect(JSON.parse(item?.value ?? '')).toMatchObject({ lockedUntil: '2041-12-31T17:00:00.000Z' });
    stage.setClock('2041-12-31T16:59:59.000Z');
    await expect(port.remove('images', path)).rejects.toThrow('lock');
  });
  it('locks an image that an attempt left unlocked, and keeps the last word on the years, in whichever order', async () => {
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    const path = '1.2.3/1.2.3.1/1.2.3.1.1.dcm';
    await port.put('images', path, aFile(), { contentType: 'application/dicom' });
    const late = await stage.announce(retentionSet, { extraYears: 7 });
    stage.setClock({ minutes: 1 });
    await stage.announce(retentionSet, { extraYears: 6 });
    await stage.announce({ name: late.name, version: late.version }, { extraYears: 6 });
    await store([aFile()]);
    expect((await port.head('images', path))?.lock).toEqual({ until: new Date('2042-12-31T17:00:00.000Z') });
  });
  it('takes none before it knows how long to keep them', async () => {
    await stage.close();
    stage = openStage({ contexts: [imaging] });
    const reply = await store([aFile()]);
    expect(reply).toMatchObject({ status: 409, body: { code: 'hospital-unready' } });
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    expect(await port.head('images', '1.2.3/1.2.3.1/1.2.3.1.1.dcm')).toBeUndefined();
  });
  it('takes the same instance again without effect', async () => {
    const first = await store([aFile()]);
    const again = await store([aFile(), aFile()]);
    expect(again.body['00081199'].Value).toEqual([stored('1.2.3.1.1'), stored('1.2.3.1.1')]);
    expect(first.body['00081199'].Value).toEqual([stored('1.2.3.1.1')]);
    expect(announced()).toHaveLength(1);
  });
  it.each([
    ['other pixels', { pixels: 'PIXELS!!' }],
    ['another series', { series: '1.2.3.2' }],
  ])('refuses a known instance with %s, and stores what came with it', async (_, drawn) => {
    await store([aFile()]);
    const reply = await store([aFile(drawn), aFile({ instance: '1.2.3.1.9' })]);
    expect(reply.body).toMatchObject({
      '00081199': { Value: [stored('1.2.3.1.9')] },
      '00081198': { Value: [{ ...stored('1.2.3.1.1'), ...failed(0x0111) }] },
    });
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    expect(await port.get('images', '1.2.3/1.2.3.1/1.2.3.1.1.dcm')).toEqual(aFile());
  });
  it('never replaces a file that an attempt left which died before it was known', async () => {
    const port = (await stage.embedded.ports(stage.hospital, 'imaging')).files;
    const about = { contentType: 'application/dicom' };
    await port.put('images', '1.2.3/1.2.3.1/1.2.3.1.1.dcm', aFile(), about);
    const other = await store([aFile({ pixels: 'PIXELS!!' })]);
    expect(other.body['00081198'].Value).toMatchObject([failed(0x0111)]);
    expect((await store([aFile()])).body['00081199'].Value).toEqual([stored('1.2.3.1.1')]);
  });
  it('knows an instance once though ten devices send it at once, and only one of two contents', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, at) => store([aFile({ pixels: at % 2 ? 'one one ' : 'two two ' })])),
    );
    const taken = replies.filter((reply) => reply.body['00081199']);
    const statuses = replies.map((reply) => reply.status);
    expect(statuses.toSorted()).toEqual([...Array(5).fill(200), ...Array(5).fill(409)]);
    expect(taken).toHaveLength(5);
    expect(announced()).toHaveLength(1);
  });
  it('names the parts it cannot read and stores the others', async () => {
    const whole = aFile();
    const reply = await store([Buffer.from('not an image'), whole, whole.subarray(0, -4), aFile({ modality: '' })]);
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({
      '00081190': { vr: 'UR' },
      '00081199': { vr: 'SQ', Value: [stored('1.2.3.1.1')] },
      '0008119A': { vr: 'SQ', Value: [failed(0xc000), failed(0xc000), failed(0xa900)] },
    });
    expect(announced()).toHaveLength(1);
  });
  it('refuses a request in which nothing is DICOM', async () => {
    const reply = await store([Buffer.from('%PDF-1.7'), Buffer.from('')]);
    expect(reply).toMatchObject({ status: 422, body: { code: 'not-dicom' } });
    expect(stage.stored('imaging').filter(({ pk }) => pk.startsWith('INSTANCE#'))).toEqual([]);
  });
  it('refuses other bodies, other roles, and more than twenty parts', async () => {
    expect((await store([aFile()], 'cashier')).status).toBe(403);
    expect((await store(Array(21).fill(aFile()))).status).toBe(400);
    const json = await stage.request('POST /dicomweb/studies', { instances: ['x'] }, { as: 'doctor' });
    expect(json.status).toBe(415);
  });
  it('shows how an image is laid out, without the patient, and audits the reading', async () => {
    await store([aFile()], 'admin');
    const reply = await stage.request(metadata, place, { as: 'doctor' });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual([
      {
        '00080016': { vr: 'UI', Value: [chestXray] },
        '00080018': { vr: 'UI', Value: ['1.2.3.1.1'] },
        '00080020': { vr: 'DA', Value: ['20261124'] },
        '00080060': { vr: 'CS', Value: ['DX'] },
        '00083002': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] },
        '0020000D': { vr: 'UI', Value: ['1.2.3'] },
        '0020000E': { vr: 'UI', Value: ['1.2.3.1'] },
        '00200013': { vr: 'IS', Value: [1] },
        '00280010': { vr: 'US', Value: [2] },
        '00280011': { vr: 'US', Value: [2] },
        '00280030': { vr: 'DS', Value: [0.5, 0.5] },
      },
    ]);
    expect(JSON.stringify([stage.stored('imaging'), stage.events()])).not.toContain('Invented');
    const audit = stage.stored('imaging').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'imaging.readInstanceMetadata', subject: '1.2.3.1.1' }),
    );
  });
  it('finds an image only under its own study and series, and in its own hospital', async () => {
    await store([aFile()]);
    expect((await stage.request(metadata, { ...place, study: '1.2.4' }, { as: 'doctor' })).status).toBe(404);
    expect((await stage.request(metadata, { ...place, series: '1.2.3.9' }, { as: 'doctor' })).status).toBe(404);
    expect((await stage.request(metadata, place, { as: 'doctor', hospital: 'thong-nhat' })).status).toBe(404);
    expect((await stage.request(metadata, { ...place, study: '../..' }, { as: 'doctor' })).status).toBe(400);
  });
});

describe('the reading of an instance', () => {
  it('finds every file that was cut off inside an element', () => {
    const whole = aFile();
    // A file that ends between two elements is a whole, shorter file.
    const ends = new Set(pieces().map((_, at) => Buffer.concat(pieces().slice(0, at)).length));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        fc.pre(!ends.has(length));
        expect(['not-dicom', 'unidentified']).toContain(readInstance(whole.subarray(0, length)));
      }),
    );
  });
  it('does not unfold a deflated file, which could fill the memory', () => {
    expect(readInstance(aFile({ syntax: '1.2.840.10008.1.2.1.99' }))).toBe('not-dicom');
  });
  it('throws at no bytes whatever', () => {
    const whole = aFile();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), (at, noise) => {
        const spoiled = Buffer.from(whole);
        spoiled.set(noise.subarray(0, whole.length - at), at);
        expect(() => readInstance(spoiled)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
