import * as z from 'zod';
import { appointmentMoved } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { Appointment, AppointmentId, ClockTime } from './appointment.ts';
import { appointments } from './appointments.ts';
import { refusedSlot, slotRefusals, usualRules } from './booking.ts';
import { clinics } from './clinics.ts';

export const moveAppointment = route('POST /v1/appointments/{appointment}/move', {
  summary: 'An appointment is given another time at its clinic, and its old time is free again',
  who: ['reception', 'doctor'],
  input: z.strictObject({ appointment: AppointmentId, day: LocalDay, time: ClockTime }),
  output: Appointment,
  refuses: ['not-found', 'appointment-ended', 'clinic-unknown', ...slotRefusals],
  emits: [appointmentMoved],
  subject: ({ appointment }) => appointment,
  async handle({ appointment, day, time }, world) {
    const kept = appointments(world.table);
    const found = await kept.find(appointment);
    if (!found) return refuse('not-found');
    const { clinic, person, ended, day: fromDay, time: fromTime } = found.value;
    if (ended) return refuse('appointment-ended', ended);
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    const [{ rules }, there] = await Promise.all([kept.rules(clinic), kept.booked(clinic, day)]);
    const others = there.booked.filter((one) => one.appointment !== appointment);
    const slot = { clinic, person, day, time };
    const refused = refusedSlot(slot, rules ?? usualRules(place.averageMinutes), others, world.now);
    if (refused) return refused;
    const moved = { ...found.value, day, time };
    const leaving = day === fromDay ? [] : [(await kept.booked(clinic, fromDay)).keeping({ [appointment]: null })];
    world.table.commit({
      put: [kept.replacing(found, moved), there.keeping({ [appointment]: { person, time } }), ...leaving],
      emit: [emit(appointmentMoved, appointment, { appointment, ...slot, fromDay, fromTime })],
    });
    return moved;
  },
});
