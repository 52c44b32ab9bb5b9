import * as z from 'zod';
import { ticketCalled } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { call } from './acts.ts';
import { clinics } from './clinics.ts';
import { nextInLine } from './line.ts';
import { waitedSeconds } from './ticket.ts';
import { tickets } from './tickets.ts';
import { paceAfter } from './wait.ts';

export const callNext = route('POST /v1/clinics/{clinic}/calls', {
  summary: 'A doctor calls the next patient of the line',
  who: ['doctor'],
  input: z.strictObject({ clinic: ClinicId }),
  output: z.object({
    ticket: TicketId,
    number: z.int().positive(),
    person: PersonId,
    room: z.string(),
    waitedSeconds: z.int().min(0),
  }),
  refuses: ['clinic-unknown', 'clinic-closed', 'line-empty'],
  emits: [ticketCalled],
  subject: (_, { ticket }) => ticket,
  async handle({ clinic }, world) {
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    const at = { clinic, day: localDay(world.now) };
    const kept = tickets(world.table);
    const [{ flow, saving }, { pace, saving: savingPace }] = await Promise.all([kept.flow(at), kept.pace(clinic)]);
    if (flow.closedAt !== undefined) return refuse('clinic-closed');
    let candidates = await kept.heads(at);
    for (;;) {
      const next = nextInLine(candidates, flow);
      if (!next) return refuse('line-empty');
      const found = await kept.find(next.ticket);
      if (found?.value.state !== 'waiting') {
        // The index lags behind: it still shows somebody who has been called.
        candidates = candidates.filter((one) => one !== next);
        continue;
      }
      const { ticket, number, person } = found.value;
      const waited = waitedSeconds(found.value, world.now);
      const called = call(found.value, flow, { by: world.caller.id, at: world.now });
      const learnt = paceAfter(pace, found.value, flow, world.caller.id, world.now);
      // The flow is replaced by version, so that calls of one clinic happen one after the other and the rule holds.
      world.table.commit({
        put: [kept.replacing(found, called.ticket), saving(called.flow), savingPace(learnt)],
        emit: [emit(ticketCalled, ticket, { ticket, clinic, person, number, waitedSeconds: waited })],
      });
      return { ticket, number, person, room: place.room, waitedSeconds: waited };
    }
  },
});
