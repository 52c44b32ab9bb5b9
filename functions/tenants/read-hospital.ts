import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { hospitals } from './hospitals.ts';
import { HospitalProgress, progressOf } from './onboarding.ts';

export const readHospital = route('GET /v1/hospitals/{hospital}', {
  summary: 'The operator watches each step of one hospital',
  who: ['operator'],
  input: z.strictObject({ hospital: TenantId }),
  output: HospitalProgress,
  refuses: ['not-found'],
  async handle({ hospital }, world) {
    const found = await hospitals(world.table).find(hospital);
    return found ? progressOf(found.value) : refuse('not-found');
  },
});
