import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { tenants } from './index.ts';
import { onClinicsOpened as onClinicsOpenedDoor } from './on-clinics-opened.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onKeysMade as onKeysMadeDoor } from './on-keys-made.ts';
import { onPricesLoaded as onPricesLoadedDoor } from './on-prices-loaded.ts';
import { onRetentionSet as onRetentionSetDoor } from './on-retention-set.ts';

export const tenantsReads = /* @__PURE__ */ readsOf(tenants);
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
