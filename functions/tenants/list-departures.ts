import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Departure } from './departure.ts';
import { departures } from './departures.ts';

export const listDepartures = route('GET /v1/departures', {
  summary: "The hospital's administrators follow its departure; there is one at most",
  who: ['admin'],
  input: z.strictObject({}),
  output: z.object({ items: z.array(Departure) }),
  async handle(_, { table }) {
    const found = await departures(table).find();
    return { items: found ? [found.value] : [] };
  },
});
