import * as z from 'zod';
import { hospitalResumed } from '../../shared/contracts/standing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { hospitals } from './hospitals.ts';
import { resume } from './standing.ts';
import { addingStanding } from './standings.ts';

export const resumeHospital = route('POST /v1/hospitals/{hospital}/resumption', {
  summary: 'The operator lets a suspended hospital work again',
  who: ['operator'],
  input: z.strictObject({ hospital: TenantId }),
  output: z.object({ hospital: TenantId, state: z.literal('provisioned') }),
  refuses: ['not-found', 'hospital-not-suspended'],
  emits: [hospitalResumed],
  subject: ({ hospital }) => hospital,
  async handle({ hospital }, { table, caller, now, newId }) {
    const known = hospitals(table);
    const found = await known.find(hospital);
    if (!found) return refuse('not-found');
    const resumed = resume(found.value);
    if (isRefusal(resumed)) return resumed;
    const change = { id: newId(), hospital, standing: 'active' as const, by: caller.id, at: now };
    table.commit({
      put: [known.replacing(found, resumed), addingStanding(change)],
      emit: [emit(hospitalResumed, hospital, { hospital })],
    });
    return { hospital, state: 'provisioned' as const };
  },
});
