import * as z from 'zod';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { hospitals } from './hospitals.ts';
import { askAgain, factsOf } from './onboarding.ts';

export const retryHospital = route('POST /v1/hospitals/{hospital}/retry', {
  summary: 'The operator has the steps of a new hospital begun again; what is done already stays as it is',
  who: ['operator'],
  input: z.strictObject({ hospital: TenantId }),
  output: z.object({ hospital: TenantId, state: z.literal('requested') }),
  refuses: ['not-found', 'hospital-provisioned'],
  emits: [hospitalRequested],
  subject: ({ hospital }) => hospital,
  async handle({ hospital }, { table, now }) {
    const known = hospitals(table);
    const found = await known.find(hospital);
    if (!found) return refuse('not-found');
    const asked = askAgain(found.value, now);
    if (isRefusal(asked)) return asked;
    table.commit({
      put: [known.replacing(found, asked)],
      emit: [emit(hospitalRequested, hospital, factsOf(asked))],
    });
    return { hospital, state: 'requested' as const };
  },
});
