import { context } from '../../shared/kernel/doors.ts';
import { answerCalledTicket } from './answer-called-ticket.ts';
import { callNext } from './call-next.ts';
import { issueTicket } from './issue-ticket.ts';
import { listClinics } from './list-clinics.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
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
});
