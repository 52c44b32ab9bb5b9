import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { ResolutionNote, WorkItemId, WorkOutcome } from './work-item.ts';
import { putResolution, workItems } from './work-items.ts';

export const resolveWorkItem = route('POST /v1/work-items/{item}/resolution', {
  summary: 'A cashier says how a case that needed a person ended; it leaves the list, and what was said stays for ever',
  who: ['cashier', 'admin'],
  input: z.strictObject({ item: WorkItemId, outcome: WorkOutcome, note: ResolutionNote }),
  output: z.object({ item: WorkItemId, outcome: WorkOutcome, at: Instant, by: z.string() }),
  refuses: ['not-found', 'work-item-resolved'],
  subject: ({ item }) => item,
  async handle({ item, outcome, note }, { table, now, caller }) {
    const known = workItems(table);
    const found = await known.find(item);
    if (!found) return refuse('not-found');
    if (await known.resolution(item)) return refuse('work-item-resolved');
    const resolution = { outcome, note, at: now.toISOString(), by: caller.id };
    table.commit({ put: putResolution(found, resolution) });
    return { item, outcome, at: resolution.at, by: resolution.by };
  },
});
