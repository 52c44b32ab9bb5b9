import * as z from 'zod';
import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { confirm } from './departure.ts';
import { firstSteps } from './departure-steps.ts';
import { departures } from './departures.ts';

export const confirmDeparture = route('POST /v1/hospitals/{hospital}/departure/confirmation', {
  summary: 'The operator lets what no law keeps be removed, once the hospital confirmed that it has everything',
  who: ['operator'],
  tenantFrom: { directory: 'departure', parameter: 'hospital' },
  input: z.strictObject({ hospital: TenantId }),
  output: z.object({ hospital: TenantId, state: z.literal('removing') }),
  refuses: ['not-found', 'departure-not-exported', 'receipt-missing'],
  emits: Object.values(departureAdvanced),
  subject: ({ hospital }) => hospital,
  async handle({ hospital }, { table, caller, now }) {
    const { find, replacing } = departures(table);
    const found = await find();
    if (!found) return refuse('not-found');
    const confirmed = confirm(found.value, caller.id, now);
    if (isRefusal(confirmed)) return confirmed;
    table.commit({ put: [replacing(found, confirmed)], emit: firstSteps(confirmed, 'removal') });
    return { hospital, state: 'removing' as const };
  },
});
