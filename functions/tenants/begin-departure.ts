import * as z from 'zod';
import { DepartureReason, departureBegun } from '../../shared/contracts/departure.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { DepartureId } from './departure.ts';
import { hospitals } from './hospitals.ts';
import { leave } from './standing.ts';
import { addingStanding } from './standings.ts';

export const beginDeparture = route('POST /v1/hospitals/{hospital}/departure', {
  summary: 'The operator begins the departure of a hospital: nothing of it changes any more, and all is handed over',
  who: ['operator'],
  input: z.strictObject({ hospital: TenantId, reason: DepartureReason }),
  output: z.object({ hospital: TenantId, departure: DepartureId, state: z.literal('leaving') }),
  refuses: ['not-found', 'hospital-not-active'],
  emits: [departureBegun],
  subject: ({ hospital }) => hospital,
  async handle({ hospital, reason }, { table, caller, now, newId }) {
    const known = hospitals(table);
    const found = await known.find(hospital);
    if (!found) return refuse('not-found');
    const leaving = leave(found.value);
    if (isRefusal(leaving)) return leaving;
    const departure = newId();
    const change = { id: departure, hospital, standing: 'leaving' as const, reason, by: caller.id, at: now };
    const days = { from: localDay(new Date(found.value.requestedAt)), to: localDay(now) };
    table.commit({
      put: [known.replacing(found, leaving), addingStanding(change)],
      emit: [emit(departureBegun, hospital, { hospital, departure, ...days })],
    });
    return { hospital, departure, state: 'leaving' as const };
  },
});
