import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { Appointment } from './appointment.ts';
import { appointments } from './appointments.ts';

export const listAppointmentsOfPerson = route('GET /v1/persons/{person}/appointments', {
  summary: 'When a patient is expected, from today on',
  who: ['kiosk', 'reception', 'doctor'],
  input: z.strictObject({ person: PersonId }),
  output: z.object({ items: z.array(Appointment) }),
  async handle({ person }, world) {
    const items = await appointments(world.table).ofPerson(person, localDay(world.now));
    return { items: items.filter(({ ended }) => ended === undefined) };
  },
});
