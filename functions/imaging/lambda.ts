import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { imaging } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onRetentionSet as onRetentionSetDoor } from './on-retention-set.ts';

export const imagingReads = /* @__PURE__ */ readsOf(imaging);
export const imagingWrites = /* @__PURE__ */ writesOf(imaging);
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'imaging',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const onRetentionSet = /* @__PURE__ */ reactionOf('imaging', 'onRetentionSet', onRetentionSetDoor);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'imaging',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
