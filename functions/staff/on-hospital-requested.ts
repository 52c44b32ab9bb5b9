import { accountsOpened, MemberId } from '../../shared/contracts/staff.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { settleAccount } from './account.ts';
import { adminsWith, join } from './member.ts';
import { members } from './members.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'A new hospital gets the account of its first administrator, who takes in everybody else',
  tenant: 'named',
  emits: [accountsOpened],
  needs: ['accounts'],
  async handle({ hospital, administrator: login }, { table, accounts, caller, now, newId }) {
    const announcement = emit(accountsOpened, hospital, { accounts: login === undefined ? 0 : 1 });
    if (login === undefined) return table.commit({ emit: [announcement] });
    const kept = members(table);
    const known = await kept.ofLogin(login);
    if (known) {
      // Asked again: whoever has left since stays out, and whoever changed roles keeps them.
      await settleAccount(accounts, known.value);
      return table.commit({ expect: [kept.unchanged(known)], emit: [announcement] });
    }
    const { subject } = await accounts.put(login, ['admin']);
    const first = join({ member: MemberId.parse(newId()), login, roles: ['admin'] }, { by: caller.id, now });
    if (isRefusal(first)) throw new Error(`the first administrator of ${hospital} was refused: ${first.refused}`);
    const before = await kept.admins();
    const put = [
      ...kept.adding({ ...first, subject }),
      ...kept.replacingAdmins(before, adminsWith(before.members, first)),
    ];
    table.commit({ put, emit: [announcement] });
  },
});
