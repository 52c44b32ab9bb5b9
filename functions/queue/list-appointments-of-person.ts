import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { Appointment } from './appointment.ts';
import { appointments } from './appointments.ts';

export const listAppointmentsOfPerson = route('GET /v1/persons/{person}/appointments', {
  summary: 'When a patient is expected, from today on',
  who: ['kiosk', 'reception', 'doctor'],
  input: z.strictObject({ person: PersonId }),
  output: z.object({ items: z.array(Appointment) }),
  refuses: ['person-unknown'],
  asks: [personFacts],
  async handle({ person }, world) {
    if (!(await world.ask(personFacts, { person })).known) return refuse('person-unknown');
    const items = await appointments(world.table).ofPerson(person, localDay(world.now));
    return { items: items.filter(({ ended }) => ended === undefined) };
  },
});
