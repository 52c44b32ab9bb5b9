import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Clinic } from './clinic.ts';
import { clinics } from './clinics.ts';

export const listClinics = route('GET /v1/clinics', {
  summary: 'Everybody inside sees the clinics of the hospital',
  who: ['kiosk', 'board', 'reception', 'doctor', 'admin'],
  input: z.strictObject({}),
  output: z.object({ items: z.array(Clinic) }),
  async handle(_, world) {
    return { items: await clinics(world.table).list() };
  },
});
