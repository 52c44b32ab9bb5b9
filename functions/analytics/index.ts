import { context } from '../../shared/kernel/doors.ts';
import { onBillPaid } from './on-bill-paid.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onRecordLocked } from './on-record-locked.ts';
import { onTicketCalled } from './on-ticket-called.ts';
import { onTicketIssued } from './on-ticket-issued.ts';
import { provinceDiseases } from './province-diseases.ts';
import { provinceOverview } from './province-overview.ts';

export const analytics = context('analytics', {
  provinceOverview,
  provinceDiseases,
  onTicketIssued,
  onTicketCalled,
  onEncounterClosed,
  onBillPaid,
  onRecordLocked,
});
