import { context } from '../../shared/kernel/doors.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onRetentionSet } from './on-retention-set.ts';
import { readInstanceMetadata } from './read-instance-metadata.ts';
import { storeInstances } from './store-instances.ts';

export const imaging = context('imaging', {
  onHospitalRequested,
  onRetentionSet,
  storeInstances,
  readInstanceMetadata,
  onDepartureAdvanced,
});
