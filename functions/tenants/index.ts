import { context } from '../../shared/kernel/doors.ts';
import { approveSupportAccess } from './approve-support-access.ts';
import { endSupportAccess } from './end-support-access.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { listHospitals } from './list-hospitals.ts';
import { listSupportAccesses } from './list-support-accesses.ts';
import { onClinicsOpened } from './on-clinics-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onHospitalResumed } from './on-hospital-resumed.ts';
import { onHospitalSuspended } from './on-hospital-suspended.ts';
import { onKeysMade } from './on-keys-made.ts';
import { onPricesLoaded } from './on-prices-loaded.ts';
import { onRetentionSet } from './on-retention-set.ts';
import { onSupportAccessRequested } from './on-support-access-requested.ts';
import { readHospital } from './read-hospital.ts';
import { readSupportAccess } from './read-support-access.ts';
import { redriveLetter } from './redrive-letter.ts';
import { refuseSupportAccess } from './refuse-support-access.ts';
import { requestHospital } from './request-hospital.ts';
import { requestSupportAccess } from './request-support-access.ts';
import { resumeHospital } from './resume-hospital.ts';
import { supportBill } from './support-bill.ts';
import { supportEncounter } from './support-encounter.ts';
import { suspendHospital } from './suspend-hospital.ts';

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
  suspendHospital,
  resumeHospital,
  onHospitalSuspended,
  onHospitalResumed,
  requestSupportAccess,
  onSupportAccessRequested,
  listSupportAccesses,
  readSupportAccess,
  approveSupportAccess,
  refuseSupportAccess,
  endSupportAccess,
  supportEncounter,
  supportBill,
});
