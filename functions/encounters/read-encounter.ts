import * as z from 'zod';
import { RetentionClass } from '../../shared/contracts/encounters.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId, EncounterId, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { encounters } from './encounters.ts';

export const readEncounter = route('GET /v1/encounters/{encounter}', {
  summary: 'Staff see how far a visit has come, without anything clinical',
  who: ['doctor', 'reception', 'cashier'],
  input: z.strictObject({ encounter: EncounterId }),
  output: z.object({
    encounter: EncounterId,
    ticket: TicketId,
    person: PersonId,
    clinic: ClinicId,
    examination: ServiceCode,
    doctor: z.string(),
    state: z.enum(['open', 'closed']),
    openedAt: Instant,
    closedAt: Instant.optional(),
    retention: RetentionClass.optional(),
  }),
  refuses: ['not-found'],
  async handle({ encounter }, { table }) {
    const found = await encounters(table).find(encounter);
    return found ? found.value : refuse('not-found');
  },
});
