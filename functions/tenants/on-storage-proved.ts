import { storageProved } from '../../shared/contracts/records.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onStorageProved = reaction(storageProved, {
  summary: 'The platform notes that a new hospital has a place for its files',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ shelves }, world, { tenant }) => stepDone(world, tenant, 'storage', { shelves }),
});
