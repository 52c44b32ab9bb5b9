import { context } from '../../shared/kernel/doors.ts';
import { answerCalledTicket } from './answer-called-ticket.ts';
import { callNext } from './call-next.ts';
import { importAppointments } from './import-appointments.ts';
import { issueTicket } from './issue-ticket.ts';
import { listAppointments } from './list-appointments.ts';
import { listClinics } from './list-clinics.ts';
import { onAppointmentImportContinued } from './on-appointment-import-continued.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { readAppointmentImport } from './read-appointment-import.ts';
import { readBoard } from './read-board.ts';

/** Clinics and their lines: a number for each patient, called in an order that nobody can push into. */
export const queue = context('queue', {
  onHospitalRequested,
  listClinics,
  issueTicket,
  callNext,
  readBoard,
  onEncounterClosed,
  answerCalledTicket,
  importAppointments,
  onAppointmentImportContinued,
  readAppointmentImport,
  listAppointments,
  onDepartureAdvanced,
});
