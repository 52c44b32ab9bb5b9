import { context } from '../../shared/kernel/doors.ts';
import { answerCalledTicket } from './answer-called-ticket.ts';
import { bookAppointment } from './book-appointment.ts';
import { callNext } from './call-next.ts';
import { cancelAppointment } from './cancel-appointment.ts';
import { checkInAppointment } from './check-in-appointment.ts';
import { closeClinic } from './close-clinic.ts';
import { importAppointments } from './import-appointments.ts';
import { issueTicket } from './issue-ticket.ts';
import { listAppointments } from './list-appointments.ts';
import { listAppointmentsOfPerson } from './list-appointments-of-person.ts';
import { listClinics } from './list-clinics.ts';
import { listFreeHours } from './list-free-hours.ts';
import { missTicket } from './miss-ticket.ts';
import { moveAppointment } from './move-appointment.ts';
import { onAppointmentImportContinued } from './on-appointment-import-continued.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onEncounterOpened } from './on-encounter-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { readAppointmentImport } from './read-appointment-import.ts';
import { readBoard } from './read-board.ts';
import { recallTicket } from './recall-ticket.ts';
import { reopenClinic } from './reopen-clinic.ts';
import { returnTicket } from './return-ticket.ts';
import { setBookingRules } from './set-booking-rules.ts';
import { skipTicket } from './skip-ticket.ts';
import { transferTicket } from './transfer-ticket.ts';
import { undoTicket } from './undo-ticket.ts';

/** Clinics and their lines: a number for each patient, called in an order that nobody can push into. */
export const queue = context('queue', {
  onHospitalRequested,
  listClinics,
  issueTicket,
  callNext,
  recallTicket,
  skipTicket,
  missTicket,
  returnTicket,
  transferTicket,
  undoTicket,
  closeClinic,
  reopenClinic,
  readBoard,
  onEncounterOpened,
  onEncounterClosed,
  answerCalledTicket,
  importAppointments,
  onAppointmentImportContinued,
  readAppointmentImport,
  listAppointments,
  bookAppointment,
  moveAppointment,
  cancelAppointment,
  checkInAppointment,
  setBookingRules,
  listFreeHours,
  listAppointmentsOfPerson,
  onDepartureAdvanced,
});
