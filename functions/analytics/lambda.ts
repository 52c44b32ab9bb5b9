import { reactionOf, readsOf } from '../../shared/runtime/lambda.ts';
import { analytics } from './index.ts';
import { onBillPaid as onBillPaidDoor } from './on-bill-paid.ts';
import { onEncounterClosed as onEncounterClosedDoor } from './on-encounter-closed.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onRecordLocked as onRecordLockedDoor } from './on-record-locked.ts';
import { onTicketCalled as onTicketCalledDoor } from './on-ticket-called.ts';
import { onTicketIssued as onTicketIssuedDoor } from './on-ticket-issued.ts';

export const analyticsReads = /* @__PURE__ */ readsOf(analytics);
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'analytics',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const onTicketIssued = /* @__PURE__ */ reactionOf('analytics', 'onTicketIssued', onTicketIssuedDoor);
export const onTicketCalled = /* @__PURE__ */ reactionOf('analytics', 'onTicketCalled', onTicketCalledDoor);
export const onEncounterClosed = /* @__PURE__ */ reactionOf('analytics', 'onEncounterClosed', onEncounterClosedDoor);
export const onBillPaid = /* @__PURE__ */ reactionOf('analytics', 'onBillPaid', onBillPaidDoor);
export const onRecordLocked = /* @__PURE__ */ reactionOf('analytics', 'onRecordLocked', onRecordLockedDoor);
