import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hospitalResumed, hospitalSuspended } from '../../shared/contracts/standing.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { tenants } from './index.ts';
import type { Onboarding } from './onboarding.ts';
import { resume, standingFor, suspend } from './standing.ts';

const hospital = 'cam-my';
const code = TenantId.parse(hospital);
const operator = { as: 'operator' } as const;
const suspension = 'POST /v1/hospitals/{hospital}/suspension';
const resumption = 'POST /v1/hospitals/{hospital}/resumption';

/** A hospital that has been asked for, moved into this state as its steps would have moved it. */
async function aHospital(stage: Stage, state: Onboarding['state']): Promise<void> {
  await stage.request(
    'POST /v1/hospitals',
    {
      code: hospital,
      name: 'Trung tâm Y tế huyện Cẩm Mỹ',
      facilityCode: '75012',
      template: 'district',
      level: 'initial',
      payTo: { bin: '970436', account: '0123456789', name: 'TTYT CAM MY' },
    },
    operator,
  );
  await stage.settle();
  stage.embedded.database.run(
    "UPDATE items SET value = json_set(value, '$.state', ?) WHERE context = 'tenants' AND pk = 'HOSPITALS'",
    state,
  );
}

describe('the standing of a hospital', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [tenants] });
  });
  afterEach(() => stage.close());
  const suspending = (reason = 'security') => stage.request(suspension, { hospital, reason }, operator);
  const resuming = () => stage.request(resumption, { hospital }, operator);
  const standing = () => stage.embedded.standingOf(code);

  it('becomes suspended and active again, each announced once and kept with who, when and why', async () => {
    await aHospital(stage, 'provisioned');
    expect(await suspending()).toMatchObject({ status: 201, body: { hospital, state: 'suspended' } });
    await stage.settle();
    expect(await standing()).toBe('suspended');
    stage.setClock({ minutes: 1 });
    expect(await resuming()).toMatchObject({ status: 201, body: { hospital, state: 'provisioned' } });
    await stage.settle();
    expect(await standing()).toBe('active');
    expect(stage.events().filter(({ name }) => name === 'tenants.hospital-suspended')).toMatchObject([
      { tenant: 'platform', data: { hospital, reason: 'security' }, by: 'operator-1' },
    ]);
    const kept = stage.stored('tenants', 'platform').filter(({ pk }) => pk === `STANDINGS#${hospital}`);
    expect(kept.map(({ value }) => JSON.parse(value))).toMatchObject([
      { standing: 'suspended', reason: 'security', by: 'operator-1' },
      { standing: 'active', by: 'operator-1' },
    ]);
  });
  it.each(['requested', 'suspended', 'leaving', 'departed'] as const)(
    'is not suspended when it is %s',
    async (state) => {
      await aHospital(stage, state);
      expect(await suspending()).toMatchObject({ status: 409, body: { code: 'hospital-not-active' } });
    },
  );
  it.each(['requested', 'provisioned', 'leaving', 'departed'] as const)(
    'is not resumed when it is %s',
    async (state) => {
      await aHospital(stage, state);
      expect(await resuming()).toMatchObject({ status: 409, body: { code: 'hospital-not-suspended' } });
    },
  );
  it('is refused for a hospital that nobody knows, for a reason that is none, and to everybody but the operator', async () => {
    expect(await suspending()).toMatchObject({ status: 404 });
    expect(await resuming()).toMatchObject({ status: 404 });
    await aHospital(stage, 'provisioned');
    expect(await suspending('because')).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    expect(await stage.request(suspension, { hospital, reason: 'security' }, { as: 'admin' })).toMatchObject({
      status: 403,
    });
    expect(await stage.request(resumption, { hospital }, { as: 'province' })).toMatchObject({ status: 403 });
  });
  it('is suspended once when two operators ask at the same moment', async () => {
    await aHospital(stage, 'provisioned');
    const replies = await Promise.all([suspending(), suspending('contract')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
  it('follows the state and not the order in which the events arrive', async () => {
    await aHospital(stage, 'suspended');
    await stage.announce(hospitalResumed, { hospital }, 'platform');
    expect(await standing()).toBe('suspended');
    await stage.announce(hospitalSuspended, { hospital, reason: 'security' }, 'platform');
    expect(await standing()).toBe('suspended');
  });
  it('is set again until it worked', async () => {
    await aHospital(stage, 'provisioned');
    const { standings } = await stage.embedded.ports(TenantId.parse('platform'), 'tenants');
    const failing = vi.spyOn(standings, 'set').mockRejectedValue(new Error('down'));
    await suspending();
    await stage.settle();
    expect(await standing()).toBe('active');
    failing.mockRestore();
    stage.setClock({ minutes: 1 });
    await stage.settle();
    expect(await standing()).toBe('suspended');
  });
  it('lets in whoever is on the way or at work, and has a word for each other state', () => {
    expect((['requested', 'failed', 'provisioned'] as const).map(standingFor)).toEqual(['active', 'active', 'active']);
    expect((['suspended', 'leaving', 'departed'] as const).map(standingFor)).toEqual([
      'suspended',
      'leaving',
      'departed',
    ]);
    expect([typeof suspend, typeof resume]).toEqual(['function', 'function']);
  });
});
