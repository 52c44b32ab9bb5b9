import { context } from '../../shared/kernel/doors.ts';
import { addMember } from './add-member.ts';
import { closedLeavers } from './closed-leavers.ts';
import { decideAccess } from './decide-access.ts';
import { handOverPassword } from './hand-over-password.ts';
import { importStaff } from './import-staff.ts';
import { listAccessReviews } from './list-access-reviews.ts';
import { listMembers } from './list-members.ts';
import { onAccessSet } from './on-access-set.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onStaffImportContinued } from './on-staff-import-continued.ts';
import { overdueAccessReview } from './overdue-access-review.ts';
import { quarterlyAccessReview } from './quarterly-access-review.ts';
import { readAccessReview } from './read-access-review.ts';
import { readMember } from './read-member.ts';
import { readRoster } from './read-roster.ts';
import { readStaffImport } from './read-staff-import.ts';
import { setRoles } from './set-roles.ts';
import { setRoster } from './set-roster.ts';
import { stateDetails } from './state-details.ts';
import { takeLeave } from './take-leave.ts';

/** The people who work at a hospital: what they may do, when they work, and that somebody looks at it every quarter. */
export const staff = context('staff', {
  onHospitalRequested,
  addMember,
  listMembers,
  readMember,
  stateDetails,
  setRoles,
  takeLeave,
  handOverPassword,
  onAccessSet,
  onDepartureAdvanced,
  importStaff,
  onStaffImportContinued,
  readStaffImport,
  closedLeavers,
  setRoster,
  readRoster,
  quarterlyAccessReview,
  overdueAccessReview,
  listAccessReviews,
  readAccessReview,
  decideAccess,
});
