import * as z from 'zod';
import { clinicClosed } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import { clinics } from './clinics.ts';
import { tickets } from './tickets.ts';

export const closeClinic = route('POST /v1/clinics/{clinic}/closings', {
  summary: 'A clinic ends its day: nobody is called any more and no number is given out',
  who: ['reception', 'admin'],
  input: z.strictObject({ clinic: ClinicId }),
  /** `waiting`: who has not been seen, at most 500, by number. */
  output: z.object({ clinic: ClinicId, day: LocalDay, closedAt: Instant, waiting: z.array(z.int()) }),
  refuses: ['clinic-unknown', 'clinic-closed'],
  emits: [clinicClosed],
  subject: ({ clinic }) => clinic,
  async handle({ clinic }, world) {
    if (!(await clinics(world.table).find(clinic))) return refuse('clinic-unknown');
    const day = localDay(world.now);
    const kept = tickets(world.table);
    const [line, { flow, saving }] = await Promise.all([kept.line({ clinic, day }), kept.flow({ clinic, day })]);
    if (flow.closedAt !== undefined) return refuse('clinic-closed');
    const closedAt = world.now.toISOString();
    const waiting = line.map(({ number }) => number).toSorted((a, b) => a - b);
    world.table.commit({
      put: [saving({ ...flow, closedAt })],
      emit: [emit(clinicClosed, clinic, { clinic, day, waiting: waiting.length })],
    });
    return { clinic, day, closedAt, waiting };
  },
});
