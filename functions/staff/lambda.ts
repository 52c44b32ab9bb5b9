import { reactionOf, readsOf, scheduleOf, writesOf } from '../../shared/runtime/lambda.ts';
import { closedLeavers as closedLeaversDoor } from './closed-leavers.ts';
import { staff } from './index.ts';
import { onAccessSet as onAccessSetDoor } from './on-access-set.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onStaffImportContinued as onStaffImportContinuedDoor } from './on-staff-import-continued.ts';
import { overdueAccessReview as overdueAccessReviewDoor } from './overdue-access-review.ts';
import { quarterlyAccessReview as quarterlyAccessReviewDoor } from './quarterly-access-review.ts';

export const staffReads = /* @__PURE__ */ readsOf(staff);
export const staffWrites = /* @__PURE__ */ writesOf(staff);
export const onHospitalRequested = /* @__PURE__ */ reactionOf('staff', 'onHospitalRequested', onHospitalRequestedDoor);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf('staff', 'onDepartureAdvanced', onDepartureAdvancedDoor);
export const onAccessSet = /* @__PURE__ */ reactionOf('staff', 'onAccessSet', onAccessSetDoor);
export const onStaffImportContinued = /* @__PURE__ */ reactionOf(
  'staff',
  'onStaffImportContinued',
  onStaffImportContinuedDoor,
);
export const closedLeavers = /* @__PURE__ */ scheduleOf('staff', 'closedLeavers', closedLeaversDoor);
export const quarterlyAccessReview = /* @__PURE__ */ scheduleOf(
  'staff',
  'quarterlyAccessReview',
  quarterlyAccessReviewDoor,
);
export const overdueAccessReview = /* @__PURE__ */ scheduleOf('staff', 'overdueAccessReview', overdueAccessReviewDoor);
