import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { Appointment } from './appointment.ts';
import { appointments } from './appointments.ts';

export const listAppointments = route('GET /v1/appointments', {
  summary: 'Who is expected on a day, by clinic and time',
  who: ['reception', 'doctor', 'admin'],
  input: z.strictObject({
    day: LocalDay.optional(),
    clinic: ClinicId.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
    after: z.string().max(2_000).optional(),
  }),
  output: z.object({ day: LocalDay, items: z.array(Appointment), next: z.string().optional() }),
  async handle({ day, clinic, limit, after }, world) {
    const on = day ?? localDay(world.now);
    const { items, next } = await appointments(world.table).on(on, clinic, limit, after);
    return { day: on, items, ...(next !== undefined && { next }) };
  },
});
