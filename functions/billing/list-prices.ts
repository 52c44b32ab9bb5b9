import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { Price } from './price.ts';
import { prices } from './prices.ts';

export const listPrices = route('GET /v1/prices', {
  summary: 'Staff read the price list of today or of another day, in order of codes',
  who: ['reception', 'cashier', 'doctor', 'admin'],
  input: z.strictObject({
    day: LocalDay.optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(1000),
    after: ServiceCode.optional(),
  }),
  output: z.object({ day: LocalDay, items: z.array(Price), next: ServiceCode.optional() }),
  async handle({ day, limit, after }, world) {
    const on = day ?? localDay(world.now);
    const { items, next } = await prices(world.table).page(on, limit, after);
    return { day: on, items, ...(next && { next }) };
  },
});
