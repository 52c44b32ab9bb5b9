import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { appointmentBooked } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { Appointment, ClockTime } from './appointment.ts';
import { appointments } from './appointments.ts';
import { refusedSlot, slotRefusals, usualRules } from './booking.ts';
import { clinics } from './clinics.ts';

export const bookAppointment = route('POST /v1/appointments', {
  summary: 'A time is kept for a patient at a clinic, as long as the hour and the day have room',
  who: ['reception', 'doctor'],
  input: z.strictObject({
    clinic: ClinicId,
    person: PersonId,
    day: LocalDay,
    time: ClockTime,
    channel: z.enum(['desk', 'phone']).default('desk'),
  }),
  output: Appointment,
  refuses: ['clinic-unknown', 'person-unknown', ...slotRefusals],
  emits: [appointmentBooked],
  asks: [personFacts],
  subject: (_, { appointment }) => appointment,
  async handle({ clinic, person, day, time, channel }, world) {
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    if (!(await world.ask(personFacts, { person })).known) return refuse('person-unknown');
    const kept = appointments(world.table);
    const [{ rules }, { booked, keeping }] = await Promise.all([kept.rules(clinic), kept.booked(clinic, day)]);
    const slot = { clinic, person, day, time };
    const refused = refusedSlot(slot, rules ?? usualRules(place.averageMinutes), booked, world.now);
    if (refused) return refused;
    const appointment = world.newId();
    const made = { appointment, ...slot, channel, madeAt: world.now.toISOString() };
    world.table.commit({
      put: [...kept.adding(made), keeping({ [appointment]: { person, time } })],
      emit: [emit(appointmentBooked, appointment, { appointment, ...slot, channel })],
    });
    return made;
  },
});
