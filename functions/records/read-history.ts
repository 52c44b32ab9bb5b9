import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId, EncounterId, Icd10, PersonId } from '../../shared/kernel/ids.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { mainOf } from './visit.ts';
import { visits } from './visits.ts';

export const readHistory = route('GET /v1/persons/{person}/history', {
  summary: 'A doctor sees the earlier visits of a patient with their diagnoses, newest first',
  who: ['doctor'],
  input: z.strictObject({
    person: PersonId,
    limit: z.coerce.number().int().min(1).max(50).default(20),
    /** `next` of the page before. */
    after: z.string().max(1000).optional(),
  }),
  output: z.object({
    items: z.array(
      z.object({
        encounter: EncounterId,
        clinic: ClinicId,
        doctor: z.string(),
        openedAt: Instant,
        closedAt: Instant.optional(),
        diagnoses: z.array(z.object({ code: Icd10, main: z.boolean() })),
      }),
    ),
    next: z.string().optional(),
  }),
  subject: ({ person }) => person,
  async handle({ person, limit, after }, { table }) {
    const page = await visits(table).ofPerson(person, limit, after);
    const items = page.items.map(({ value: { visit } }) => {
      const { encounter, clinic, doctor, openedAt, closedAt } = visit;
      const main = mainOf(visit);
      const diagnoses = visit.diagnoses.map((one) => ({ code: one.code, main: one === main }));
      return { encounter, clinic, doctor, openedAt, ...(closedAt ? { closedAt } : {}), diagnoses };
    });
    return page.next === undefined ? { items } : { items, next: page.next };
  },
});
