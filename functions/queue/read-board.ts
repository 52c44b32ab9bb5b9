import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant, localDay } from '../../shared/kernel/time.ts';
import { BilingualName } from './clinic.ts';
import { clinics } from './clinics.ts';
import { callingOrder } from './line.ts';
import { tickets } from './tickets.ts';

const shownNow = 4;
const shownNext = 6;

export const readBoard = route('GET /v1/clinics/{clinic}/board', {
  summary: 'The board of a waiting room: who is called, who comes next, how many wait',
  who: ['board', 'kiosk', 'reception', 'doctor'],
  input: z.strictObject({ clinic: ClinicId }),
  output: z.object({
    clinic: ClinicId,
    clinicName: BilingualName,
    room: z.string(),
    now: z.array(z.object({ number: z.int(), calledAt: Instant.optional(), calls: z.int() })),
    next: z.array(z.int()),
    waiting: z.int(),
    closed: z.boolean(),
    at: Instant,
  }),
  refuses: ['clinic-unknown'],
  async handle({ clinic }, world) {
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    const at = { clinic, day: localDay(world.now) };
    const kept = tickets(world.table);
    const [last, line, { flow }] = await Promise.all([kept.lastCalled(at, shownNow), kept.line(at), kept.flow(at)]);
    const closed = flow.closedAt !== undefined;
    const next = closed ? [] : callingOrder(line, flow).slice(0, shownNext);
    return {
      clinic,
      clinicName: place.name,
      room: place.room,
      now: last.map(({ number, calledAt, calls = 1 }) => ({ number, calledAt, calls })),
      next: next.map(({ number }) => number),
      waiting: line.length,
      closed,
      at: world.now.toISOString(),
    };
  },
});
