import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { RequestVersion } from './request-version.ts';
import { StatementRequest } from './statement-request.ts';
import { statementRequests } from './statement-requests.ts';

export const listStatementRequests = route('GET /v1/bank-statements', {
  summary: 'An administrator sees the bank statements that wait for the decision of a second person, newest first',
  who: ['admin'],
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(50).default(20),
    after: z
      .string()
      .regex(/^[0-9TZ:.#A-Za-z-]{1,100}$/)
      .optional(),
  }),
  output: z.object({
    items: z.array(StatementRequest.omit({ lines: true }).extend({ version: RequestVersion })),
    next: z.string().optional(),
  }),
  async handle({ limit, after }, world) {
    const { items, next } = await statementRequests(world.table).waiting(limit, after);
    const shown = items.map(({ value: { lines: _, ...request }, version }) => ({ ...request, version }));
    return { items: shown, ...(next !== undefined && { next }) };
  },
});
