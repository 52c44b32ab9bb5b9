import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { deposits, Movement, MovementCursor } from './deposits.ts';

export const readDeposit = route('GET /v1/persons/{person}/deposit', {
  summary: 'What the hospital holds for a patient, and every movement that led there, newest first; none, no deposit',
  who: ['cashier', 'reception', 'admin'],
  input: z.strictObject({
    person: PersonId,
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: MovementCursor.optional(),
  }),
  output: z.object({ person: PersonId, balance: Dong, items: z.array(Movement), next: z.string().optional() }),
  refuses: ['not-found'],
  subject: ({ person }) => person,
  async handle({ person, limit, after }, world) {
    const held = deposits(world.table);
    const balance = await held.balance(person);
    const { items, next } = await held.movements(person, limit, after);
    if (balance === 0 && items.length === 0 && after === undefined) return refuse('not-found');
    return { person, balance, items, ...(next && { next }) };
  },
});
