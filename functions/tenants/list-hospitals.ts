import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { hospitals } from './hospitals.ts';
import { HospitalProgress, progressOf } from './onboarding.ts';

export const listHospitals = route('GET /v1/hospitals', {
  summary: 'The operator sees all hospitals and how far each is',
  who: ['operator'],
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100), after: TenantId.optional() }),
  output: z.object({ items: z.array(HospitalProgress), next: TenantId.optional() }),
  async handle({ limit, after }, world) {
    const page = await hospitals(world.table).list(limit, after);
    return { items: page.hospitals.map(progressOf), next: page.next };
  },
});
