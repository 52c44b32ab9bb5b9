import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessSet, accountsOpened, reviewClosed, reviewOpened, reviewOverdue } from '../../shared/contracts/staff.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { platform } from '../../shared/kernel/ids.ts';
import { openStage, type Reply, type Stage } from '../../test/stage.ts';
import { staff } from './index.ts';

let stage: Stage;
const accounts = async () => (await stage.embedded.ports(stage.hospital, 'staff')).accounts;
const requested = {
  hospital: 'long-khanh',
  template: 'general',
  level: 'basic',
  facilityCode: '75001',
  payTo: { bin: '970436', account: '1', name: 'LONG KHANH' },
  extraRetentionYears: 5,
  imagingPilot: true,
  teleconsultHub: false,
  administrator: 'first.admin',
};
const onboard = () => stage.announce(hospitalRequested, requested, platform);

/** Adds somebody and waits for the account. */
async function aMember(login: string, roles: string[], more: object = {}): Promise<string> {
  const input = { login, name: 'Nguyễn Văn Thử', roles, ...more };
  const added = await stage.request('POST /v1/staff', input, { as: 'admin' });
  expect(added.status, added.text).toBe(201);
  await stage.settle();
  return added.body.member;
}
/** A request of the very person who has this login. */
async function by(login: string, route: string, input: Record<string, unknown>): Promise<Reply> {
  const account = await (await accounts()).find(login);
  const claims = { subject: account?.subject ?? '', hospital: stage.hospital, roles: ['admin'] as const };
  const token = await stage.embedded.issuer.issue(claims, stage.now());
  return stage.request(route, input, { headers: { authorization: `Bearer ${token}` } });
}
const named = (contract: { name: string }) => stage.events().filter(({ name }) => name === contract.name);
const memberOf = async (login: string): Promise<string> => {
  const { body } = await stage.request('GET /v1/staff', {}, { as: 'admin' });
  return body.items.find((item: { login: string }) => item.login === login).member;
};

beforeEach(() => {
  stage = openStage({ contexts: [staff] });
});
afterEach(() => stage.close());

describe('a new hospital', () => {
  it('begins with the account of its first administrator, announced again when it is asked again', async () => {
    await onboard();
    await onboard();
    expect(named(accountsOpened).map(({ data }) => data)).toEqual([{ accounts: 1 }, { accounts: 1 }]);
    expect(await (await accounts()).find('first.admin')).toMatchObject({ roles: ['admin'], open: true });
    expect((await stage.request('GET /v1/staff', {}, { as: 'admin' })).body.items).toHaveLength(1);
  });

  it('does not let its first administrator in again who has left since', async () => {
    await onboard();
    await aMember('second.admin', ['admin']);
    const lastDay = '2026-11-24';
    await by('second.admin', 'POST /v1/staff/{member}/leaving', { member: await memberOf('first.admin'), lastDay });
    await stage.settle();
    await onboard();
    expect((await (await accounts()).find('first.admin'))?.open).toBe(false);
  });
});

describe('an administrator', () => {
  it('takes somebody in, whose name and contacts lie in the store sealed only', async () => {
    const member = await aMember('an.nguyen', ['doctor'], { phone: '0912345678', certificate: '001234/ĐNAI-CCHN' });
    expect(await (await accounts()).find('an.nguyen')).toMatchObject({ roles: ['doctor'], open: true });
    const read = await stage.request('GET /v1/staff/{member}', { member }, { as: 'admin' });
    expect(read.body).toMatchObject({ name: 'Nguyễn Văn Thử', phone: '0912345678', hasAccount: true });
    const kept = JSON.stringify([stage.stored('staff'), stage.events()]);
    expect(kept).not.toContain('Nguyễn');
    expect(kept).not.toContain('0912345678');
  });

  it('states name and licence anew, and takes from no doctor the licence', async () => {
    const member = await aMember('an.nguyen', ['doctor'], { certificate: '001234/ĐNAI-CCHN' });
    const state = (more: object) =>
      stage.request('PUT /v1/staff/{member}/details', { member, name: 'Trần Thị Thử', ...more }, { as: 'admin' });
    expect((await state({})).body.code).toBe('certificate-missing');
    expect((await state({ certificate: '005678/ĐNAI-CCHN' })).status).toBe(200);
    const read = await stage.request('GET /v1/staff/{member}', { member }, { as: 'admin' });
    expect(read.body).toMatchObject({ name: 'Trần Thị Thử', certificate: '005678/ĐNAI-CCHN' });
  });

  it('hands over a password that is kept nowhere', async () => {
    const member = await aMember('an.nguyen', ['cashier']);
    const handed = await stage.request('PUT /v1/staff/{member}/password', { member }, { as: 'admin' });
    expect(handed.body).toMatchObject({ login: 'an.nguyen', password: expect.stringMatching(/^.{19}$/) });
    expect(JSON.stringify(stage.stored('staff'))).not.toContain(handed.body.password);
  });

  it('takes in no doctor without a licence, and nobody under a login that is taken', async () => {
    const input = { login: 'an.nguyen', name: 'Nguyễn Văn Thử', roles: ['doctor'] };
    const refused = await stage.request('POST /v1/staff', input, { as: 'admin' });
    expect(refused.body.code).toBe('certificate-missing');
    await aMember('an.nguyen', ['cashier']);
    const again = await stage.request('POST /v1/staff', { ...input, roles: ['admin'] }, { as: 'admin' });
    expect(again.body.code).toBe('login-taken');
  });

  it('makes nobody a machine, an operator or a patient, and nobody else may do any of it', async () => {
    for (const role of ['kiosk', 'operator', 'province', 'patient', 'system']) {
      const input = { login: 'an.nguyen', name: 'Nguyễn Văn Thử', roles: [role] };
      expect((await stage.request('POST /v1/staff', input, { as: 'admin' })).status).toBe(400);
    }
    for (const as of ['doctor', 'cashier', 'reception', 'operator'] as const) {
      expect((await stage.request('GET /v1/staff', {}, { as })).status).toBe(403);
    }
  });

  it('neither gives up their own administration nor leaves by themselves', async () => {
    await onboard();
    await aMember('second.admin', ['admin']);
    const member = await memberOf('first.admin');
    const roles = await by('first.admin', 'PUT /v1/staff/{member}/roles', { member, roles: ['cashier'] });
    expect(roles.body.code).toBe('own-access');
    const left = await by('first.admin', 'POST /v1/staff/{member}/leaving', { member, lastDay: '2026-12-31' });
    expect(left.body.code).toBe('own-access');
  });

  it('is still there when two remove each other at the same moment', async () => {
    await onboard();
    await aMember('second.admin', ['admin']);
    const [first, second] = [await memberOf('first.admin'), await memberOf('second.admin')];
    const roles = ['cashier'];
    const both = await Promise.all([
      by('first.admin', 'PUT /v1/staff/{member}/roles', { member: second, roles }),
      by('second.admin', 'PUT /v1/staff/{member}/roles', { member: first, roles }),
    ]);
    expect(both.map(({ body }) => body.code ?? 'done').toSorted()).toEqual(['done', 'last-admin']);
    await stage.settle();
    const found = await Promise.all(['first.admin', 'second.admin'].map(async (one) => (await accounts()).find(one)));
    expect(found.filter((account) => account?.roles.includes('admin'))).toHaveLength(1);
  });
});

describe('a leaver', () => {
  it('of today is out at once and cannot be changed any more', async () => {
    const member = await aMember('an.nguyen', ['cashier']);
    await stage.request('POST /v1/staff/{member}/leaving', { member, lastDay: '2026-11-24' }, { as: 'admin' });
    await stage.settle();
    expect((await (await accounts()).find('an.nguyen'))?.open).toBe(false);
    const again = await stage.request('PUT /v1/staff/{member}/roles', { member, roles: ['admin'] }, { as: 'admin' });
    expect(again.body.code).toBe('member-left');
  });

  it('of a later day works through that day and is out after it', async () => {
    const member = await aMember('an.nguyen', ['cashier']);
    await (await stage.embedded.ports(stage.hospital, 'tenants')).directory.claim('hospital', stage.hospital);
    await stage.request('POST /v1/staff/{member}/leaving', { member, lastDay: '2026-11-30' }, { as: 'admin' });
    stage.setClock('2026-11-30T16:59:00.000Z');
    await stage.runSchedule('staff.closedLeavers');
    await stage.settle();
    expect((await (await accounts()).find('an.nguyen'))?.open).toBe(true);
    stage.setClock('2026-11-30T17:01:00.000Z');
    await stage.runSchedule('staff.closedLeavers');
    await stage.settle();
    expect((await (await accounts()).find('an.nguyen'))?.open).toBe(false);
  });
});

describe('a roster', () => {
  const plan = (day: string, shifts: object[]) =>
    stage.request('PUT /v1/rosters/{day}', { day, shifts }, { as: 'admin' });

  it('is read with names by those who work by it', async () => {
    const member = await aMember('an.nguyen', ['reception']);
    const shift = { member, clinic: 'noi', role: 'reception', from: '07:00', to: '16:30' };
    expect((await plan('2026-11-25', [shift])).status).toBe(200);
    const read = await stage.request('GET /v1/rosters/{day}', { day: '2026-11-25' }, { as: 'doctor' });
    expect(read.body.shifts).toEqual([{ ...shift, name: 'Nguyễn Văn Thử' }]);
  });

  it('puts nobody in two places at once, not even past midnight, and nobody who is not there', async () => {
    const member = await aMember('an.nguyen', ['reception']);
    const shift = { member, clinic: 'noi', role: 'reception', from: '22:00', to: '06:00' };
    const twice = await plan('2026-11-25', [shift, { ...shift, clinic: 'nhi', from: '21:00', to: '22:01' }]);
    expect(twice.body.code).toBe('shifts-overlap');
    expect((await plan('2026-11-25', [shift])).status).toBe(200);
    expect((await plan('2026-11-26', [{ ...shift, from: '05:59', to: '12:00' }])).body.code).toBe('shifts-overlap');
    expect((await plan('2026-11-26', [{ ...shift, from: '06:00', to: '12:00' }])).status).toBe(200);
    expect((await plan('2026-11-28', [{ ...shift, role: 'doctor' }])).body.code).toBe('role-not-held');
    expect((await plan('2026-11-28', [{ ...shift, member: 'x' }])).body.code).toBe('member-not-at-work');
    expect((await plan('2026-11-23', [])).body.code).toBe('day-over');
  });
});

describe('an account', () => {
  it('follows the member as they are now, whatever an old event says (onAccessSet)', async () => {
    const member = await aMember('an.nguyen', ['cashier']);
    await stage.request('PUT /v1/staff/{member}/roles', { member, roles: ['reception'] }, { as: 'admin' });
    await stage.settle();
    await stage.announce(accessSet, { member, roles: ['cashier'], open: true, because: 'joined' });
    expect((await (await accounts()).find('an.nguyen'))?.roles).toEqual(['reception']);
  });
});

describe('the quarterly review', () => {
  const review = '2027-Q1';
  const decide = (login: string, decisions: object[]) =>
    by(login, 'POST /v1/access-reviews/{review}/decisions', { review, decisions });
  beforeEach(async () => {
    await (await stage.embedded.ports(stage.hospital, 'tenants')).directory.claim('hospital', stage.hospital);
    await onboard();
  });
  const begin = async () => {
    stage.setClock('2027-01-01T01:00:00.000Z');
    await stage.runSchedule('staff.quarterlyAccessReview');
    await stage.runSchedule('staff.quarterlyAccessReview');
  };

  it('begins once, with every open account, and not in the quarter in which the hospital began', async () => {
    await stage.runSchedule('staff.quarterlyAccessReview');
    expect(named(reviewOpened)).toEqual([]);
    await begin();
    expect(named(reviewOpened).map(({ data }) => data)).toEqual([{ review, accounts: 1, due: '2027-01-31' }]);
  });

  it('closes with the last decision; nobody confirms themselves while there is another administrator', async () => {
    const second = await aMember('second.admin', ['admin']);
    const leaver = await aMember('an.nguyen', ['cashier', 'reception']);
    const first = await memberOf('first.admin');
    await begin();
    const own = await decide('first.admin', [{ member: first, decision: 'confirm' }]);
    expect(own.body.code).toBe('own-access');
    const decisions = [
      { member: second, decision: 'confirm' },
      { member: leaver, decision: 'reduce', roles: ['cashier'] },
    ];
    expect((await decide('first.admin', decisions)).body).toMatchObject({ state: 'open', undecided: 1 });
    expect((await decide('first.admin', decisions)).body.code).toBe('review-decided');
    const last = await decide('second.admin', [{ member: first, decision: 'close' }]);
    expect(last.body).toMatchObject({ state: 'closed', confirmed: 1, reduced: 1, closed: 1 });
    await stage.settle();
    expect(await (await accounts()).find('an.nguyen')).toMatchObject({ roles: ['cashier'], open: true });
    expect((await (await accounts()).find('first.admin'))?.open).toBe(false);
    expect(named(reviewClosed)).toHaveLength(1);
  });

  it('notes that an only administrator decided alone', async () => {
    await begin();
    await decide('first.admin', [{ member: await memberOf('first.admin'), decision: 'confirm' }]);
    const read = await stage.request('GET /v1/access-reviews/{review}', { review }, { as: 'admin' });
    expect(read.body.items[0].decided).toMatchObject({ decision: 'confirmed', alone: true });
  });

  it('is announced as overdue after thirty days, once', async () => {
    await begin();
    stage.setClock('2027-02-01T01:00:00.000Z');
    await stage.runSchedule('staff.overdueAccessReview');
    await stage.runSchedule('staff.overdueAccessReview');
    expect(named(reviewOverdue).map(({ data }) => data)).toEqual([{ review, undecided: 1, due: '2027-01-31' }]);
  });
});
