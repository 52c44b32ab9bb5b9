import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { devices } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';

export const devicesReads = /* @__PURE__ */ readsOf(devices);
export const devicesWrites = /* @__PURE__ */ writesOf(devices);
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'devices',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'devices',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
