import { context } from '../../shared/kernel/doors.ts';
import { approveSupportAccess } from './approve-support-access.ts';
import { beginDeparture } from './begin-departure.ts';
import { confirmDeparture } from './confirm-departure.ts';
import { endSupportAccess } from './end-support-access.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { listDepartures } from './list-departures.ts';
import { listHospitals } from './list-hospitals.ts';
import { listSupportAccesses } from './list-support-accesses.ts';
import { onAccountsOpened } from './on-accounts-opened.ts';
import { onChannelsTested } from './on-channels-tested.ts';
import { onClaimsOpened } from './on-claims-opened.ts';
import { onClinicsOpened } from './on-clinics-opened.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onDepartureBegun } from './on-departure-begun.ts';
import { onDepartureSealed } from './on-departure-sealed.ts';
import { onHospitalDeparted } from './on-hospital-departed.ts';
import { onHospitalListed } from './on-hospital-listed.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onHospitalResumed } from './on-hospital-resumed.ts';
import { onHospitalSuspended } from './on-hospital-suspended.ts';
import { onKeysMade } from './on-keys-made.ts';
import { onOptionsSet } from './on-options-set.ts';
import { onPricesLoaded } from './on-prices-loaded.ts';
import { onRetentionSet } from './on-retention-set.ts';
import { onStorageProved } from './on-storage-proved.ts';
import { onSupportAccessRequested } from './on-support-access-requested.ts';
import { overdueOnboardings } from './overdue-onboardings.ts';
import { readDeparture } from './read-departure.ts';
import { readDepartureFile } from './read-departure-file.ts';
import { readHospital } from './read-hospital.ts';
import { readSupportAccess } from './read-support-access.ts';
import { receiveDeparture } from './receive-departure.ts';
import { redriveLetter } from './redrive-letter.ts';
import { refuseSupportAccess } from './refuse-support-access.ts';
import { requestHospital } from './request-hospital.ts';
import { requestSupportAccess } from './request-support-access.ts';
import { resumeHospital } from './resume-hospital.ts';
import { retryHospital } from './retry-hospital.ts';
import { supportBill } from './support-bill.ts';
import { supportEncounter } from './support-encounter.ts';
import { suspendHospital } from './suspend-hospital.ts';
import { watchDepartures } from './watch-departures.ts';

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
  onOptionsSet,
  onHospitalListed,
  onClaimsOpened,
  onAccountsOpened,
  onChannelsTested,
  onStorageProved,
  overdueOnboardings,
  retryHospital,
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
  beginDeparture,
  onDepartureBegun,
  onDepartureSealed,
  watchDepartures,
  onDepartureAdvanced,
  readDeparture,
  listDepartures,
  readDepartureFile,
  receiveDeparture,
  confirmDeparture,
  onHospitalDeparted,
});
