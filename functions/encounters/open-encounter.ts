import * as z from 'zod';
import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { calledTicket } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, EncounterId, PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { encounters } from './encounters.ts';

export const openEncounter = route('POST /v1/encounters', {
  summary: 'A doctor begins the visit of the patient who was called',
  who: ['doctor'],
  input: z.strictObject({ ticket: TicketId }),
  output: z.object({ encounter: EncounterId, person: PersonId, clinic: ClinicId }),
  refuses: ['ticket-not-open'],
  emits: [encounterOpened],
  asks: [calledTicket],
  subject: (_, { encounter }) => encounter,
  async handle({ ticket }, { table, caller, now, newId, ask }) {
    if (await encounters(table).ofTicket(ticket)) return refuse('ticket-not-open');
    const { state, person, clinic, examination } = await ask(calledTicket, { ticket });
    if (state !== 'called') return refuse('ticket-not-open', state);
    if (!person || !clinic || !examination) throw new Error('a called ticket names person, clinic and examination');
    const encounter = EncounterId.parse(newId());
    const doctor = caller.id;
    const opened = { encounter, ticket, person, clinic, examination, doctor };
    table.commit({
      put: encounters(table).opening({ ...opened, state: 'open', openedAt: now.toISOString() }),
      emit: [emit(encounterOpened, encounter, opened)],
    });
    return { encounter, person, clinic };
  },
});
