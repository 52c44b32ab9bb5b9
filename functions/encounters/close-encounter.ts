import * as z from 'zod';
import { encounterClosed, RetentionClass } from '../../shared/contracts/encounters.ts';
import { personFacts } from '../../shared/contracts/identity.ts';
import { mainDiagnosis } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { EncounterId, Icd10 } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { close } from './encounter.ts';
import { encounters } from './encounters.ts';

export const closeEncounter = route('POST /v1/encounters/{encounter}/closing', {
  summary: 'A doctor ends the visit, says how long its record must be kept, and nothing can be added any more',
  who: ['doctor'],
  input: z.strictObject({ encounter: EncounterId, retention: RetentionClass.default('outpatient') }),
  output: z.object({ encounter: EncounterId, state: z.literal('closed'), closedAt: Instant, mainDiagnosis: Icd10 }),
  refuses: ['not-found', 'encounter-closed', 'diagnosis-missing', 'person-unknown'],
  emits: [encounterClosed],
  asks: [mainDiagnosis, personFacts],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, retention }, { table, now, ask, caller }) {
    const open = await encounters(table).find(encounter);
    if (!open) return refuse('not-found');
    const { code } = await ask(mainDiagnosis, { encounter });
    const { birthDate, sex } = await ask(personFacts, { person: open.value.person });
    const closed = close(open.value, { mainDiagnosis: code, birthDate, sex }, retention, now);
    if (isRefusal(closed)) return closed;
    const { ticket, person, clinic } = open.value;
    // Whoever closes the visit attests its record, though a colleague may have opened it.
    const fact = { encounter, ticket, person, clinic, doctor: caller.id, retention };
    const { ageYears, mainDiagnosis: main } = closed;
    table.commit({
      put: [encounters(table).change(open, closed.encounter)],
      emit: [emit(encounterClosed, encounter, { ...fact, mainDiagnosis: main, ageYears, sex: closed.sex })],
    });
    return { encounter, state: 'closed' as const, closedAt: now.toISOString(), mainDiagnosis: main };
  },
});
