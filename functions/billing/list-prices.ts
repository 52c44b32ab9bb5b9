import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { Price } from './price.ts';
import { prices } from './prices.ts';

export const listPrices = route('GET /v1/prices', {
  summary: 'Staff read the price list of today or of another day',
  who: ['reception', 'cashier', 'doctor', 'admin'],
  input: z.strictObject({ day: LocalDay.optional() }),
  output: z.object({ day: LocalDay, prices: z.array(Price) }),
  async handle({ day }, world) {
    const on = day ?? localDay(world.now);
    const list = await prices(world.table).on(on);
    return { day: on, prices: [...list.values()] };
  },
});
