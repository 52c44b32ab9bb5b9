import { accountsOpened } from '../../shared/contracts/staff.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onAccountsOpened = reaction(accountsOpened, {
  summary: 'The platform notes that a new hospital has its first administrator',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ accounts }, world, { tenant }) => stepDone(world, tenant, 'accounts', { accounts }),
});
