import { context } from '../../shared/kernel/doors.ts';
import { onBillPaid } from './on-bill-paid.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onRecordLocked } from './on-record-locked.ts';
import { onTicketCalled } from './on-ticket-called.ts';
import { onTicketIssued } from './on-ticket-issued.ts';
import { provinceDiseases } from './province-diseases.ts';
import { provinceHospitals } from './province-hospitals.ts';
import { provinceOverview } from './province-overview.ts';

export const analytics = context('analytics', {
  provinceOverview,
  provinceDiseases,
  provinceHospitals,
  onHospitalRequested,
  onTicketIssued,
  onTicketCalled,
  onEncounterClosed,
  onBillPaid,
  onRecordLocked,
});
