import * as z from 'zod';
import { appointmentCancelled } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Appointment, AppointmentId } from './appointment.ts';
import { appointments } from './appointments.ts';

export const cancelAppointment = route('POST /v1/appointments/{appointment}/cancellation', {
  summary: 'An appointment is given up and its time is free again',
  who: ['reception', 'doctor'],
  input: z.strictObject({ appointment: AppointmentId }),
  output: Appointment,
  refuses: ['not-found', 'appointment-ended'],
  emits: [appointmentCancelled],
  subject: ({ appointment }) => appointment,
  async handle({ appointment }, world) {
    const kept = appointments(world.table);
    const found = await kept.find(appointment);
    if (!found) return refuse('not-found');
    const { clinic, person, day, time, ended } = found.value;
    if (ended) return refuse('appointment-ended', ended);
    const cancelled = { ...found.value, ended: 'cancelled' as const };
    const { keeping } = await kept.booked(clinic, day);
    world.table.commit({
      put: [kept.replacing(found, cancelled), keeping({ [appointment]: null })],
      emit: [emit(appointmentCancelled, appointment, { appointment, clinic, person, day, time })],
    });
    return cancelled;
  },
});
