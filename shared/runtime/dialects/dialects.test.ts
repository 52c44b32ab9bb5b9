import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openStage, type Stage } from '../../../test/stage.ts';
import { context, route } from '../../kernel/doors.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Bytes, PageReply, ProviderReply } from '../../kernel/replies.ts';
import { splitParts } from './dicom.ts';

const readPatient = route('GET /fhir/R4/Patient/{id}', {
  summary: 'Read',
  who: ['doctor'],
  dialect: 'fhir',
  input: z.object({ id: z.string() }),
  output: z.looseObject({ resourceType: z.string() }),
  refuses: ['not-found'],
  handle: async ({ id }) =>
    id === 'gone'
      ? refuse('not-found')
      : { resourceType: 'Patient', id, meta: { versionId: '3', lastUpdated: '2026-11-24T01:00:00.000Z' } },
});
const createPatient = route('POST /fhir/R4/Patient', {
  summary: 'Create',
  who: ['doctor'],
  dialect: 'fhir',
  input: z.object({ resource: z.object({ resourceType: z.literal('Patient') }) }),
  output: z.looseObject({}),
  handle: async ({ resource }) => resource,
});
const callBack = route('POST /callbacks/bank/{channel}', {
  summary: 'Call back',
  who: ['provider'],
  dialect: 'provider',
  tenantFrom: { directory: 'callback', parameter: 'channel' },
  input: z.object({
    channel: z.string(),
    rawBody: Bytes,
    headers: z.record(z.string(), z.string()),
    query: z.record(z.string(), z.string()),
  }),
  output: ProviderReply,
  handle: async ({ rawBody, headers }, { tenant }) => ({
    status: 200,
    body: { echo: Buffer.from(rawBody).toString(), tenant, mark: headers['x-mark'] },
  }),
});
const bang = route('POST /callbacks/broken/{channel}', {
  summary: 'Fail',
  who: ['provider'],
  dialect: 'provider',
  tenantFrom: { directory: 'callback', parameter: 'channel' },
  input: z.object({
    channel: z.string(),
    rawBody: Bytes,
    headers: z.record(z.string(), z.string()),
    query: z.record(z.string(), z.string()),
  }),
  output: ProviderReply,
  handle: async () => Promise.reject(new Error('private detail')),
});
const showPage = route('GET /pages/{name}', {
  summary: 'Page',
  who: 'anyone',
  dialect: 'page',
  input: z.object({ name: z.string() }),
  output: PageReply,
  refuses: ['not-found'],
  handle: async ({ name }) =>
    name === 'gone'
      ? refuse('not-found')
      : name === 'dot'
        ? { contentType: 'image/png', body: new Uint8Array([1, 2, 255]) }
        : { contentType: 'text/html; charset=utf-8', body: '<p>Xin chào</p>' },
});
const storeImages = route('POST /dicomweb/studies', {
  summary: 'Store',
  who: ['doctor'],
  dialect: 'dicom',
  input: z.object({ instances: z.array(z.instanceof(Uint8Array)) }),
  output: z.object({ sizes: z.array(z.int()) }),
  status: 200,
  handle: async ({ instances }) => ({ sizes: instances.map((part) => part.length) }),
});
const contexts = [context('sample', { readPatient, createPatient, callBack, bang, showPage, storeImages })];

describe('dialects', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts });
  });
  afterEach(() => stage.close());

  describe('fhir', () => {
    it('answers a resource with ETag and Last-Modified from its meta', async () => {
      const reply = await stage.request('GET /fhir/R4/Patient/{id}', { id: 'p' }, { as: 'doctor' });
      expect(reply.headers).toMatchObject({
        etag: 'W/"3"',
        'last-modified': 'Tue, 24 Nov 2026 01:00:00 GMT',
        'content-type': 'application/fhir+json; charset=utf-8',
      });
    });
    it('answers a refusal as an OperationOutcome', async () => {
      const reply = await stage.request('GET /fhir/R4/Patient/{id}', { id: 'gone' }, { as: 'doctor' });
      expect(reply).toMatchObject({
        status: 404,
        body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
      });
    });
    it('names the element that does not fit', async () => {
      const reply = await stage.request(
        'POST /fhir/R4/Patient',
        { resourceType: 'Person' },
        { as: 'doctor', headers: { 'content-type': 'application/fhir+json' } },
      );
      expect(reply).toMatchObject({
        status: 400,
        body: { issue: [{ code: 'invalid', expression: ['resource.resourceType'] }] },
      });
    });
    it('refuses a representation it does not have', async () => {
      expect(
        (
          await stage.request(
            'GET /fhir/R4/Patient/{id}',
            { id: 'p' },
            { as: 'doctor', headers: { accept: 'application/fhir+xml' } },
          )
        ).status,
      ).toBe(406);
    });
    it('requires sign-in in its own words', async () => {
      expect(await stage.request('GET /fhir/R4/Patient/{id}', { id: 'p' })).toMatchObject({
        status: 401,
        body: { resourceType: 'OperationOutcome' },
      });
    });
  });

  describe('provider', () => {
    it('hands over the raw body, byte for byte, in the tenant that the path id belongs to', async () => {
      await (await stage.embedded.ports(stage.hospital, 'sample')).directory.claim('callback', 'chan');
      const reply = await stage.request(
        'POST /callbacks/bank/{channel}',
        { channel: 'chan' },
        { rawBody: '{ "a" :1 }', headers: { 'x-mark': 'm' } },
      );
      expect(reply).toMatchObject({ status: 200, body: { echo: '{ "a" :1 }', tenant: 'long-khanh', mark: 'm' } });
    });
    it('knows nothing of an unknown path id', async () => {
      expect(
        (await stage.request('POST /callbacks/bank/{channel}', { channel: 'nope' }, { rawBody: '{}' })).status,
      ).toBe(404);
    });
    it('answers a bug with a server error so that the provider tries again, and no detail', async () => {
      await (await stage.embedded.ports(stage.hospital, 'sample')).directory.claim('callback', 'chan');
      const reply = await stage.request('POST /callbacks/broken/{channel}', { channel: 'chan' }, { rawBody: '{}' });
      expect(reply).toMatchObject({ status: 500, body: { success: false } });
      expect(reply.text).not.toContain('private');
    });
    it('refuses a body over 256 kB', async () => {
      await (await stage.embedded.ports(stage.hospital, 'sample')).directory.claim('callback', 'chan');
      expect(
        (await stage.request('POST /callbacks/bank/{channel}', { channel: 'chan' }, { rawBody: 'x'.repeat(256_001) }))
          .status,
      ).toBe(413);
    });
  });

  describe('page', () => {
    it('answers text and pictures that load nothing from elsewhere', async () => {
      const reply = await stage.request('GET /pages/{name}', { name: 'hello' });
      expect(reply).toMatchObject({ status: 200, text: '<p>Xin chào</p>' });
      expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
      expect([...(await stage.request('GET /pages/{name}', { name: 'dot' })).bytes]).toEqual([1, 2, 255]);
    });
    it('says in the language of the browser that there is nothing', async () => {
      expect((await stage.request('GET /pages/{name}', { name: 'gone' })).text).toContain('Không tìm thấy');
      expect(
        (await stage.request('GET /pages/{name}', { name: 'gone' }, { headers: { 'accept-language': 'en' } })).text,
      ).toContain('Not found');
    });
  });

  describe('dicom', () => {
    const multipart = (...parts: string[]) =>
      `${parts.map((part) => `--b\r\nContent-Type: application/dicom\r\n\r\n${part}\r\n`).join('')}--b--\r\n`;
    const headers = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
    it('splits a STOW body into its instances', async () => {
      const reply = await stage.request(
        'POST /dicomweb/studies',
        {},
        { as: 'doctor', headers, rawBody: multipart('abc', 'de') },
      );
      expect(reply).toMatchObject({ status: 200, body: { sizes: [3, 2] } });
    });
    it('refuses a body that was cut off and one of another type', async () => {
      const cut = multipart('abc', 'de').slice(0, -6);
      expect((await stage.request('POST /dicomweb/studies', {}, { as: 'doctor', headers, rawBody: cut })).status).toBe(
        400,
      );
      expect((await stage.request('POST /dicomweb/studies', {}, { as: 'doctor', rawBody: '{}' })).status).toBe(415);
    });
    it('keeps line breaks inside a part', () => {
      expect(splitParts(Buffer.from(multipart('a\r\n\r\nb')), 'b')?.map(String)).toEqual(['a\r\n\r\nb']);
    });
  });
});
