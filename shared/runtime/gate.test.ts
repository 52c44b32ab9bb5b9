import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openStage, type Stage } from '../../test/stage.ts';
import { context, route, schedule } from '../kernel/doors.ts';
import { platform } from '../kernel/ids.ts';
import { ProviderReply } from '../kernel/replies.ts';
import type { Standing } from '../ports/world.ts';

const output = z.object({ done: z.literal(true) });
const plain = { input: z.strictObject({}), output, handle: async () => ({ done: true as const }) };
const ran: string[] = [];
const house = context('house', {
  look: route('GET /v1/things', { summary: 'Looks', who: ['doctor'], ...plain }),
  change: route('POST /v1/things', { summary: 'Changes', who: ['doctor'], ...plain }),
  leave: route('POST /v1/goodbyes', { summary: 'Leaves', who: ['doctor'], whileLeaving: true, ...plain }),
  help: route('GET /v1/help/{link}', {
    summary: 'The operator helps',
    who: ['operator'],
    tenantFrom: { directory: 'link', parameter: 'link' },
    ...plain,
    input: z.strictObject({ link: z.string() }),
  }),
  page: route('GET /pages/{link}', {
    summary: 'Anybody with the link looks',
    who: 'anyone',
    tenantFrom: { directory: 'link', parameter: 'link' },
    ...plain,
    input: z.strictObject({ link: z.string() }),
  }),
  callback: route('POST /callbacks/bank/{link}', {
    summary: 'A bank reports money',
    who: ['provider'],
    dialect: 'provider',
    tenantFrom: { directory: 'link', parameter: 'link' },
    input: z.object({ link: z.string() }),
    output: ProviderReply,
    status: 200,
    handle: async () => ({ status: 200, body: { done: true } }),
  }),
  nightly: schedule(60, {
    summary: 'Looks after each hospital',
    tenants: 'each',
    handle: async ({ tenant }) => {
      ran.push(tenant);
    },
  }),
});

describe('a hospital', () => {
  let stage: Stage;
  beforeEach(async () => {
    ran.length = 0;
    stage = openStage({ contexts: [house] });
    const { directory } = await stage.embedded.ports(stage.hospital, 'house');
    await directory.claim('link', 'a-link');
    await directory.claim('hospital', stage.hospital);
  });
  afterEach(() => stage.close());
  const stand = async (standing: Standing): Promise<void> => {
    const { standings } = await stage.embedded.ports(platform, 'house');
    await standings.set(stage.hospital, standing);
  };
  const asked = async (): Promise<Record<string, number | string>> => {
    const as = { as: 'doctor' as const };
    const replies = {
      look: await stage.request('GET /v1/things', {}, as),
      change: await stage.request('POST /v1/things', {}, as),
      leave: await stage.request('POST /v1/goodbyes', {}, as),
      help: await stage.request('GET /v1/help/{link}', { link: 'a-link' }, { as: 'operator' }),
      page: await stage.request('GET /pages/{link}', { link: 'a-link' }),
      callback: await stage.request('POST /callbacks/bank/{link}', { link: 'a-link' }, { rawBody: '{}' }),
    };
    return Object.fromEntries(
      Object.entries(replies).map(([name, { status, body }]) => [name, status < 300 ? 'served' : body.code]),
    );
  };
  const all = { look: 'served', change: 'served', leave: 'served', help: 'served', page: 'served', callback: 'served' };

  it('at work is served at every door', async () => {
    expect(await asked()).toEqual(all);
  });
  it('that is suspended is refused, but for a bill somebody holds the link of, banks, and the operator', async () => {
    await stand('suspended');
    const refused = 'hospital-suspended';
    expect(await asked()).toEqual({ ...all, look: refused, change: refused, leave: refused });
    await stand('active');
    expect(await asked()).toEqual(all);
  });
  it('that is leaving can read, and do what leaving takes', async () => {
    await stand('leaving');
    expect(await asked()).toEqual({ ...all, change: 'hospital-leaving' });
  });
  it('that has departed is served nothing; money that arrives all the same is taken', async () => {
    await stand('departed');
    const refused = 'hospital-departed';
    expect(await asked()).toEqual({ ...all, look: refused, change: refused, leave: refused, page: refused });
  });
  it('that has departed is no longer looked after by schedules; a suspended or leaving one is', async () => {
    for (const standing of ['suspended', 'leaving', 'departed'] as const) {
      await stand(standing);
      await stage.runSchedule('house.nightly');
    }
    expect(ran).toEqual([stage.hospital, stage.hospital]);
  });
});
