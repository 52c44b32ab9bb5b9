import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, scheduleOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerBillState } from '../billing/answer-bill-state.ts';
import { answerEncounterState } from '../encounters/answer-encounter-state.ts';
import { tenants } from './index.ts';
import { onAccountsOpened as onAccountsOpenedDoor } from './on-accounts-opened.ts';
import { onChannelsTested as onChannelsTestedDoor } from './on-channels-tested.ts';
import { onClaimsOpened as onClaimsOpenedDoor } from './on-claims-opened.ts';
import { onClinicsOpened as onClinicsOpenedDoor } from './on-clinics-opened.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onDepartureBegun as onDepartureBegunDoor } from './on-departure-begun.ts';
import { onDepartureSealed as onDepartureSealedDoor } from './on-departure-sealed.ts';
import { onHospitalDeparted as onHospitalDepartedDoor } from './on-hospital-departed.ts';
import { onHospitalListed as onHospitalListedDoor } from './on-hospital-listed.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onHospitalResumed as onHospitalResumedDoor } from './on-hospital-resumed.ts';
import { onHospitalSuspended as onHospitalSuspendedDoor } from './on-hospital-suspended.ts';
import { onKeysMade as onKeysMadeDoor } from './on-keys-made.ts';
import { onOptionsSet as onOptionsSetDoor } from './on-options-set.ts';
import { onPricesLoaded as onPricesLoadedDoor } from './on-prices-loaded.ts';
import { onRetentionSet as onRetentionSetDoor } from './on-retention-set.ts';
import { onStorageProved as onStorageProvedDoor } from './on-storage-proved.ts';
import { onSupportAccessRequested as onSupportAccessRequestedDoor } from './on-support-access-requested.ts';
import { overdueOnboardings as overdueOnboardingsDoor } from './overdue-onboardings.ts';
import { watchDepartures as watchDeparturesDoor } from './watch-departures.ts';

export const tenantsReads = /* @__PURE__ */ readsOf(tenants, [
  context('encounters', { answerEncounterState }),
  context('billing', { answerBillState }),
]);
export const tenantsWrites = /* @__PURE__ */ writesOf(tenants);
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'tenants',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const onKeysMade = /* @__PURE__ */ reactionOf('tenants', 'onKeysMade', onKeysMadeDoor);
export const onClinicsOpened = /* @__PURE__ */ reactionOf('tenants', 'onClinicsOpened', onClinicsOpenedDoor);
export const onPricesLoaded = /* @__PURE__ */ reactionOf('tenants', 'onPricesLoaded', onPricesLoadedDoor);
export const onRetentionSet = /* @__PURE__ */ reactionOf('tenants', 'onRetentionSet', onRetentionSetDoor);
export const onStorageProved = /* @__PURE__ */ reactionOf('tenants', 'onStorageProved', onStorageProvedDoor);
export const onChannelsTested = /* @__PURE__ */ reactionOf('tenants', 'onChannelsTested', onChannelsTestedDoor);
export const onAccountsOpened = /* @__PURE__ */ reactionOf('tenants', 'onAccountsOpened', onAccountsOpenedDoor);
export const onClaimsOpened = /* @__PURE__ */ reactionOf('tenants', 'onClaimsOpened', onClaimsOpenedDoor);
export const onHospitalListed = /* @__PURE__ */ reactionOf('tenants', 'onHospitalListed', onHospitalListedDoor);
export const onOptionsSet = /* @__PURE__ */ reactionOf('tenants', 'onOptionsSet', onOptionsSetDoor);
export const onHospitalSuspended = /* @__PURE__ */ reactionOf(
  'tenants',
  'onHospitalSuspended',
  onHospitalSuspendedDoor,
);
export const onHospitalResumed = /* @__PURE__ */ reactionOf('tenants', 'onHospitalResumed', onHospitalResumedDoor);
export const onSupportAccessRequested = /* @__PURE__ */ reactionOf(
  'tenants',
  'onSupportAccessRequested',
  onSupportAccessRequestedDoor,
);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'tenants',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
export const onDepartureBegun = /* @__PURE__ */ reactionOf('tenants', 'onDepartureBegun', onDepartureBegunDoor);
export const onDepartureSealed = /* @__PURE__ */ reactionOf('tenants', 'onDepartureSealed', onDepartureSealedDoor);
export const onHospitalDeparted = /* @__PURE__ */ reactionOf('tenants', 'onHospitalDeparted', onHospitalDepartedDoor);
export const watchDepartures = /* @__PURE__ */ scheduleOf('tenants', 'watchDepartures', watchDeparturesDoor);
export const overdueOnboardings = /* @__PURE__ */ scheduleOf('tenants', 'overdueOnboardings', overdueOnboardingsDoor);
