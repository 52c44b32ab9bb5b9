import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { WorkItemView, workItemView } from './work-item.ts';
import { workItems } from './work-items.ts';

export const listWorkItems = route('GET /v1/work-items', {
  summary: 'A cashier sees what needs a person: money that fits no bill, too much of it, or a question of fraud',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: z
      .string()
      .regex(/^[0-9TZ:.#a-f-]{1,80}$/)
      .optional(),
  }),
  output: z.object({ items: z.array(WorkItemView), next: z.string().optional() }),
  async handle({ limit, after }, world) {
    const { items, next } = await workItems(world.table).open(limit, after);
    return { items: items.map(workItemView), ...(next && { next }) };
  },
});
