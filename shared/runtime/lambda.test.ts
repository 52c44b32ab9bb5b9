import type { APIGatewayProxyEventV2, Context as LambdaContext, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answer, context, question, reaction, route, schedule } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { callbacksOf, fromViewer, reactionOf, readsOf, relayOf, scheduleOf, servedBy, writesOf } from './lambda.ts';

const output = z.object({});
const plain = { input: z.strictObject({}), output, handle: async () => ({}) };
const priceOf = question('shop.price', z.object({}), z.object({}));
const tellPrice = answer(priceOf, { summary: 'The shop knows', needs: ['keys'], handle: async () => ({}) });
const sold = event('shop.thing-sold', 1, z.object({}));

const lookAround = route('GET /v1/things', {
  summary: 'Anyone looks around',
  who: 'anyone',
  needs: ['files'],
  ...plain,
});
const buy = route('POST /v1/things', { summary: 'A doctor buys', who: ['doctor'], asks: [priceOf], ...plain });
const provider = { dialect: 'provider', who: ['provider'], ...plain } as const;
const bankOne = route('POST /callbacks/one', { summary: 'Bank one', ...provider });
const bankOneToo = route('GET /callbacks/one/check', { summary: 'Bank one asks', ...provider });
const bankOneness = route('POST /callbacks/oneness', { summary: 'Another bank', ...provider });
const onThingSold = reaction(sold, { summary: 'The shop counts', handle: async () => undefined });
const stockTaking = schedule(60, { summary: 'The shop counts', tenants: 'each', handle: async () => undefined });
const shop = context('shop', { lookAround, buy, bankOne, bankOneToo, bankOneness });
const names = (handler: unknown): (string | undefined)[] | undefined =>
  servedBy(handler)?.doors.map(({ name }) => name);

describe('a handler', () => {
  it('of reads serves the reading routes, of writes the others, and neither a callback', () => {
    expect(names(readsOf(shop))).toEqual(['lookAround']);
    expect(names(writesOf(shop))).toEqual(['buy']);
  });

  it('of callbacks serves the family of its path and no path that only begins alike', () => {
    expect(names(callbacksOf(shop, '/callbacks/one'))).toEqual(['bankOne', 'bankOneToo']);
  });

  it('needs what its doors and the answers it carries need together', () => {
    const served = servedBy(writesOf(shop, [context('prices', { tellPrice })]));
    expect(served?.needs).toEqual(['keys']);
    expect(served?.answers.map(({ id }) => id)).toEqual(['prices.tellPrice']);
    expect(servedBy(readsOf(shop))?.needs).toEqual(['files']);
  });

  it('of a reaction, a schedule and the relay say what they are', () => {
    expect(servedBy(reactionOf('shop', 'onThingSold', onThingSold))).toMatchObject({
      kind: 'reaction',
      context: 'shop',
    });
    expect(servedBy(scheduleOf('shop', 'stockTaking', stockTaking))).toMatchObject({ kind: 'schedule' });
    expect(servedBy(relayOf())).toMatchObject({ kind: 'relay', doors: [] });
  });

  it('is known by what made it: another function serves nothing', () => {
    expect(servedBy(() => undefined)).toBeUndefined();
    expect(servedBy(undefined)).toBeUndefined();
  });
});

describe('in Lambda', () => {
  const before = process.env;
  beforeEach(() => {
    process.env = { PATH: before['PATH'], AWS_REGION: 'ap-southeast-1', POWERTOOLS_LOG_LEVEL: 'SILENT' };
    process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
  });
  afterEach(() => {
    process.env = before;
  });
  const ask = (headers: Record<string, string>) =>
    readsOf(shop)({ routeKey: 'POST /v1/nowhere', headers } as unknown as APIGatewayProxyEventV2, {} as LambdaContext);

  it('a request without the secret of the edge is refused before a door is looked for', async () => {
    process.env['ORIGIN_SECRETS'] = 'first-secret,second-secret';
    for (const headers of [
      {},
      { 'x-origin-secret': 'first-secre' },
      { 'x-origin-secret': 'first-secret,second-secret' },
    ]) {
      expect(await ask(headers as Record<string, string>)).toEqual({ statusCode: 403, body: '' });
    }
  });

  it('a request with either of two secrets goes on to the runtime', async () => {
    process.env['ORIGIN_SECRETS'] = 'first-secret,second-secret';
    // There is no issuer in this environment, which is found out only behind the gate.
    for (const secret of ['first-secret', 'second-secret']) {
      await expect(ask({ 'x-origin-secret': secret })).rejects.toThrow('TOKEN_ISSUER is not set');
    }
  });

  it('a request that came through the edge is known by the address of its viewer, not by that of the edge', () => {
    const seen = (headers: Record<string, string>) => {
      const event = { headers, requestContext: { stage: 'x', http: { method: 'POST', sourceIp: '192.0.2.1' } } };
      return fromViewer(event as unknown as APIGatewayProxyEventV2).requestContext;
    };
    expect(seen({ 'x-viewer-address': '2001:db8::7' })).toEqual({
      stage: 'x',
      http: { method: 'POST', sourceIp: '2001:db8::7' },
    });
    expect(seen({}).http.sourceIp).toBe('192.0.2.1');
  });

  it('a message that is no event fails alone and is named, so that its neighbours are not delivered again', async () => {
    const handler = reactionOf('shop', 'onThingSold', onThingSold);
    const record = (messageId: string, body: string) => ({
      messageId,
      body,
      attributes: { ApproximateReceiveCount: '1' },
    });
    const event = { Records: [record('a', 'no json'), record('b', '{}')] } as unknown as SQSEvent;
    expect(await handler(event, {} as LambdaContext)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
  });
});
