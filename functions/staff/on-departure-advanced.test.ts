import { describe, expect, it } from 'vitest';
import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { walkOut } from '../../test/departure-stage.ts';
import { openStage } from '../../test/stage.ts';
import { staff } from './index.ts';
import type { MemberDetails } from './member.ts';
import { sealDetails } from './members.ts';
import { opened } from './opened.ts';

const at = '2026-11-24T01:00:00.000Z';
const member = {
  member: 'm-1',
  login: 'thu.nghiem',
  roles: ['cashier'],
  state: 'active',
  joinedAt: at,
  joinedBy: 'admin-1',
  changedAt: at,
  changedBy: 'admin-1',
};

describe('staff of a hospital that leaves', () => {
  it('hands over who worked there, and keeps none of them', async () => {
    expect(await walkOut(staff, [{ pk: 'MEMBERS', sk: 'm-1', value: member }, { pk: 'LOGIN#thu.nghiem' }])).toEqual({
      handed: ['LOGIN#thu.nghiem', 'MEMBERS'],
      custody: [],
      left: [],
      removed: 2,
    });
  });
  it('closes each account before the member is removed, and not before the removal', async () => {
    const stage = openStage({ contexts: [staff] });
    const { table, accounts } = await stage.embedded.ports(stage.hospital, 'staff');
    await accounts.put(member.login, ['cashier']);
    const put = [
      { key: { pk: 'MEMBERS', sk: 'm-1' }, value: member, expect: 'absent' as const },
      { key: { pk: 'AUDIT#2026-11-24#0', sk: '1' }, value: { keys: ['MEMBERS'] }, expect: 'absent' as const },
    ];
    await table.write({ put, remove: [], expect: [], events: [] });
    const day = '2026-11-24';
    const first = { departure: 'd-1', from: day, to: day, day, files: [], removed: 0, kept: [], keys: '' };
    await stage.announce(departureAdvanced.staff, { ...first, stage: 'export' });
    expect((await accounts.find(member.login))?.open).toBe(true);
    await stage.announce(departureAdvanced.staff, { ...first, stage: 'removal' });
    expect((await accounts.find(member.login))?.open).toBe(false);
    expect(stage.stored('staff').filter(({ pk }) => pk === 'MEMBERS')).toEqual([]);
    await stage.close();
  });
  it('hands over names readable, because the key that sealed them stays', async () => {
    const stage = openStage({ contexts: [staff] });
    const { keys } = await stage.embedded.ports(stage.hospital, 'staff');
    const details: MemberDetails = { name: 'Nguyễn Văn Thử' };
    const sealed = await sealDetails(keys, details);
    expect(await opened(keys)({ ...member, sealed })).toEqual(details);
    expect(await opened(keys)(member)).toBeUndefined();
    expect(await opened(keys)({ member: 'm-1' })).toBeUndefined();
    await stage.close();
  });
});
