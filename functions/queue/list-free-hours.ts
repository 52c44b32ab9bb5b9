import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { appointments } from './appointments.ts';
import { freeHours, usualRules } from './booking.ts';
import { clinics } from './clinics.ts';

export const listFreeHours = route('GET /v1/clinics/{clinic}/free-hours', {
  summary: 'The hours of a day at which a clinic still has room for an appointment',
  who: ['kiosk', 'reception', 'doctor', 'admin'],
  input: z.strictObject({ clinic: ClinicId, day: LocalDay }),
  /** `hour`: 07 is from 07:00 to before 08:00, within the sessions of the clinic. */
  output: z.object({ clinic: ClinicId, day: LocalDay, items: z.array(z.object({ hour: z.string(), free: z.int() })) }),
  refuses: ['clinic-unknown'],
  async handle({ clinic, day }, world) {
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    const kept = appointments(world.table);
    const [{ rules }, { booked }] = await Promise.all([kept.rules(clinic), kept.booked(clinic, day)]);
    return { clinic, day, items: freeHours(day, rules ?? usualRules(place.averageMinutes), booked, world.now) };
  },
});
