import { context } from '../../shared/kernel/doors.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { listHospitals } from './list-hospitals.ts';
import { onClinicsOpened } from './on-clinics-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onKeysMade } from './on-keys-made.ts';
import { onPricesLoaded } from './on-prices-loaded.ts';
import { onRetentionSet } from './on-retention-set.ts';
import { readHospital } from './read-hospital.ts';
import { redriveLetter } from './redrive-letter.ts';
import { requestHospital } from './request-hospital.ts';

/** Hospitals on the platform: asked for, provisioned step by step, watched; and the events that went astray. */
export const tenants = context('tenants', {
  requestHospital,
  listHospitals,
  readHospital,
  onHospitalRequested,
  onKeysMade,
  onClinicsOpened,
  onPricesLoaded,
  onRetentionSet,
  listDeadLetters,
  redriveLetter,
});
