import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { DepartureId, receive } from './departure.ts';
import { departures } from './departures.ts';

export const receiveDeparture = route('POST /v1/departure-receipts', {
  summary: 'An administrator confirms that the hospital has everything that the manifest with this hash lists',
  who: ['admin'],
  whileLeaving: true,
  input: z.strictObject({ departure: DepartureId, manifestSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  output: z.object({ departure: DepartureId, state: z.literal('received') }),
  refuses: ['not-found', 'departure-not-exported', 'manifest-differs'],
  subject: ({ departure }) => departure,
  async handle({ departure, manifestSha256 }, { table, caller, now }) {
    const { find, replacing } = departures(table);
    const found = await find();
    if (found?.value.departure !== departure) return refuse('not-found');
    const received = receive(found.value, manifestSha256, caller.id, now);
    if (isRefusal(received)) return received;
    table.commit({ put: [replacing(found, received)] });
    return { departure, state: 'received' as const };
  },
});
