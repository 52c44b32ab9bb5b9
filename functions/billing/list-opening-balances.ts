import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { deposits } from './deposits.ts';
import { OpeningBalance } from './opening-balance.ts';
import { openingBalances } from './opening-balances.ts';

export const listOpeningBalances = route('GET /v1/opening-balances', {
  summary: 'What stood open with a patient when the hospital moved in, and the deposit that is held now',
  who: ['cashier', 'admin'],
  input: z.strictObject({ person: PersonId }),
  output: z.object({
    items: z.array(OpeningBalance),
    /** Dong owed from before; bills of this system are not in it. */
    owed: Dong,
    /** Dong held for the patient now, from before or since. */
    deposit: Dong,
  }),
  subject: ({ person }) => person,
  async handle({ person }, world) {
    const items = await openingBalances(world.table).of(person);
    const owed = items.reduce((sum, { kind, amount }) => sum + (kind === 'owed' ? amount : 0), 0);
    return { items: [...items], owed: dong(owed), deposit: await deposits(world.table).balance(person) };
  },
});
