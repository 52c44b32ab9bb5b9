import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Price } from './price.ts';
import { prices } from './prices.ts';

export const readPrice = route('GET /v1/prices/{code}', {
  summary: 'Staff read every price that a code has had, has and will have, oldest first',
  who: ['reception', 'cashier', 'doctor', 'admin'],
  input: z.strictObject({ code: ServiceCode }),
  output: z.object({ code: ServiceCode, items: z.array(Price) }),
  refuses: ['not-found'],
  async handle({ code }, world) {
    const items = (await prices(world.table).linesOf([code])).map(({ value }) => value);
    return items.length === 0 ? refuse('not-found') : { code, items };
  },
});
