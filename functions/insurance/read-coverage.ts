import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { Coverage, isExpired } from './coverage.ts';
import { coverages } from './coverages.ts';

export const readCoverage = route('GET /v1/persons/{person}/coverage', {
  summary: 'Staff read what a person last stated of their health insurance; each reading is audited',
  who: ['reception', 'cashier', 'doctor'],
  input: z.strictObject({ person: PersonId }),
  output: Coverage.omit({ card: true, recordedBy: true }).extend({ expired: z.boolean() }),
  refuses: ['not-found'],
  subject: ({ person }) => person,
  async handle({ person }, world) {
    const current = await coverages(world.table).current(person);
    if (!current) return refuse('not-found');
    return { ...current, expired: isExpired(current, localDay(world.now)) };
  },
});
