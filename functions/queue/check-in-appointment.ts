import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { appointmentArrived, ticketIssued } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { AppointmentId, isInTime } from './appointment.ts';
import { appointments } from './appointments.ts';
import { newTicket, TicketSlip, ticketRefusals } from './new-ticket.ts';
import { StatedGround } from './priority.ts';

export const checkInAppointment = route('POST /v1/appointments/{appointment}/check-in', {
  summary: 'A booked patient arrives and takes a number: within half an hour of the time, in turn with those who wait',
  who: ['kiosk', 'reception'],
  input: z.strictObject({ appointment: AppointmentId, ground: StatedGround.optional() }),
  output: TicketSlip.extend({ inTime: z.boolean() }),
  refuses: ['not-found', 'appointment-ended', 'appointment-other-day', 'priority-needs-staff', ...ticketRefusals],
  emits: [appointmentArrived, ticketIssued],
  asks: [personFacts],
  subject: ({ appointment }) => appointment,
  async handle({ appointment, ground }, world) {
    if (ground !== undefined && !world.caller.roles.includes('reception')) return refuse('priority-needs-staff');
    const kept = appointments(world.table);
    const found = await kept.find(appointment);
    if (!found) return refuse('not-found');
    const { clinic, person, day, ended } = found.value;
    if (ended) return refuse('appointment-ended', ended);
    if (day !== localDay(world.now)) return refuse('appointment-other-day', day);
    const inTime = isInTime(found.value, world.now);
    const made = await newTicket({ clinic, person, ground, booked: inTime }, world);
    if (isRefusal(made)) return made;
    const { ticket } = made.slip;
    world.table.commit({
      put: [kept.replacing(found, { ...found.value, ended: 'arrived', ticket }), ...made.put],
      emit: [emit(appointmentArrived, appointment, { appointment, clinic, person, ticket, inTime }), made.emit],
    });
    return { ...made.slip, inTime };
  },
});
