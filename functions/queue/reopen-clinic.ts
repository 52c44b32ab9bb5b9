import * as z from 'zod';
import { clinicReopened } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { clinics } from './clinics.ts';
import { tickets } from './tickets.ts';

export const reopenClinic = route('POST /v1/clinics/{clinic}/reopenings', {
  summary: 'A clinic that was closed too early goes on with its day where it stood',
  who: ['reception', 'admin'],
  input: z.strictObject({ clinic: ClinicId }),
  output: z.object({ clinic: ClinicId, day: LocalDay, waiting: z.int() }),
  refuses: ['clinic-unknown', 'clinic-not-closed'],
  emits: [clinicReopened],
  subject: ({ clinic }) => clinic,
  async handle({ clinic }, world) {
    if (!(await clinics(world.table).find(clinic))) return refuse('clinic-unknown');
    const day = localDay(world.now);
    const kept = tickets(world.table);
    const [line, { flow, saving }] = await Promise.all([kept.line({ clinic, day }), kept.flow({ clinic, day })]);
    const { closedAt, ...open } = flow;
    if (closedAt === undefined) return refuse('clinic-not-closed');
    world.table.commit({ put: [saving(open)], emit: [emit(clinicReopened, clinic, { clinic, day })] });
    return { clinic, day, waiting: line.length };
  },
});
