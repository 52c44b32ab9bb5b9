import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Departure, daysOf } from './departure.ts';
import { daysExported, owners, removalDone } from './departure-files.ts';
import { departures } from './departures.ts';

export const readDeparture = route('GET /v1/hospitals/{hospital}/departure', {
  summary: 'The operator watches a departure: how many days each context has handed over, and what is proven',
  who: ['operator'],
  tenantFrom: { directory: 'departure', parameter: 'hospital' },
  input: z.strictObject({ hospital: TenantId }),
  output: Departure.extend({
    days: z.int(),
    contexts: z.array(z.object({ context: z.string(), daysExported: z.int(), removed: z.boolean() })),
  }),
  refuses: ['not-found'],
  needs: ['files'],
  async handle(_, { table, files }) {
    const found = await departures(table).find();
    if (!found) return refuse('not-found');
    const contexts = owners.map(async (context) => ({
      context,
      daysExported: await daysExported(files, found.value, context),
      removed: await removalDone(files, found.value, context),
    }));
    return { ...found.value, days: daysOf(found.value).length, contexts: await Promise.all(contexts) };
  },
});
