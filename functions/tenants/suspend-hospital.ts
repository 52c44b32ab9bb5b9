import * as z from 'zod';
import { hospitalSuspended, SuspensionReason } from '../../shared/contracts/standing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { hospitals } from './hospitals.ts';
import { suspend } from './standing.ts';
import { addingStanding } from './standings.ts';

export const suspendHospital = route('POST /v1/hospitals/{hospital}/suspension', {
  summary: 'The operator stops a hospital: its people and machines are refused, money that arrives is still taken',
  who: ['operator'],
  input: z.strictObject({ hospital: TenantId, reason: SuspensionReason }),
  output: z.object({ hospital: TenantId, state: z.literal('suspended') }),
  refuses: ['not-found', 'hospital-not-active'],
  emits: [hospitalSuspended],
  subject: ({ hospital }) => hospital,
  async handle({ hospital, reason }, { table, caller, now, newId }) {
    const known = hospitals(table);
    const found = await known.find(hospital);
    if (!found) return refuse('not-found');
    const suspended = suspend(found.value);
    if (isRefusal(suspended)) return suspended;
    const change = { id: newId(), hospital, standing: 'suspended' as const, reason, by: caller.id, at: now };
    table.commit({
      put: [known.replacing(found, suspended), addingStanding(change)],
      emit: [emit(hospitalSuspended, hospital, { hospital, reason })],
    });
    return { hospital, state: 'suspended' as const };
  },
});
