import { pricesLoaded } from '../../shared/contracts/billing.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onPricesLoaded = reaction(pricesLoaded, {
  summary: 'The platform notes that a new hospital has its price list and account',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ prices }, world, { tenant }) => stepDone(world, tenant, 'prices', { prices }),
});
