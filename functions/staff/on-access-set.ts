import { accessSet } from '../../shared/contracts/staff.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { settleAccount } from './account.ts';
import { members } from './members.ts';

export const onAccessSet = reaction(accessSet, {
  summary: 'A member’s account is opened with the roles that the hospital gave, or closed',
  needs: ['accounts'],
  async handle({ member }, { table, accounts }) {
    const kept = members(table);
    const found = await kept.find(member);
    if (!found) throw new Error(`access was set for an unknown member ${member}`);
    // What holds now and not what the event says: events may come late and in any order.
    const account = await settleAccount(accounts, found.value);
    if (account === undefined || account.subject === found.value.subject) {
      table.commit({ expect: [kept.unchanged(found)] });
    } else {
      table.commit({ put: [kept.replacing(found, { ...found.value, subject: account.subject })] });
    }
  },
});
