import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { suspendedOf } from './placement.ts';
import { arrivalOf, placements, questionOf } from './placements.ts';
import { RefundId, suspendedOut } from './refund.ts';
import { refundAnswering } from './refund-item.ts';
import { statementRequests } from './statement-requests.ts';
import { tillSessions } from './till-sessions.ts';
import { putEnded } from './transfers.ts';
import { isOnDeposit, ResolutionNote, WorkItemId, WorkOutcome } from './work-item.ts';
import { putResolution, workItems } from './work-items.ts';

export const resolveWorkItem = route('POST /v1/work-items/{item}/resolution', {
  summary: 'A cashier says how a case that needed a person ended; unexplained money is placed instead, by two people',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    item: WorkItemId,
    outcome: WorkOutcome,
    /** The refund by which money on a deposit went back, when it was asked for without naming the case. */
    refund: RefundId.optional(),
    note: ResolutionNote,
  }),
  output: z.object({ item: WorkItemId, outcome: WorkOutcome, at: Instant, by: z.string() }),
  refuses: [
    'not-found',
    'work-item-resolved',
    'placement-waiting',
    'money-in-suspense',
    'outgoing-needs-administrator',
    'refund-not-done',
    'needs-another-person',
  ],
  subject: ({ item }) => item,
  async handle({ item, outcome, refund, note }, { table, now, caller }) {
    const known = workItems(table);
    const found = await known.find(item);
    if (!found) return refuse('not-found');
    if (await known.resolution(item)) return refuse('work-item-resolved');
    const { session } = found.value;
    // Nobody explains away what was short in the own drawer.
    if (session !== undefined && (await tillSessions(table).find(session))?.value.cashier === caller.id)
      return refuse('needs-another-person');
    if ((await placements(table).get(item))?.value.state === 'requested') return refuse('placement-waiting');
    const arrival = await arrivalOf(found.value, table);
    // Approved, the placement ends the case itself: as long as the case is open, its money is where it arrived.
    if (arrival && suspendedOf(arrival.entry)) return refuse('money-in-suspense');
    // What was only told of may be real money as well: it is posted, or two people say which posted money it is.
    const question = await questionOf(found.value, table);
    if (question?.value.direction === 'in') return refuse('money-in-suspense');
    const left = question ?? (arrival && suspendedOut(arrival.entry.postings));
    if (left && !caller.roles.includes('admin')) return refuse('outgoing-needs-administrator');
    // Nor does anybody explain what they themselves said that it left.
    const told = left && (question?.value ?? arrival?.transfer)?.statement;
    const brought = told === undefined ? undefined : await statementRequests(table).get(told);
    if (brought?.value.requestedBy === caller.id) return refuse('needs-another-person');
    const wentBack = outcome === 'refunded' && isOnDeposit(found.value);
    const answered = wentBack ? await refundAnswering(found.value, refund, table) : [];
    if (isRefusal(answered)) return answered;
    const resolution = { outcome, note, at: now.toISOString(), by: caller.id };
    const asked = question ? [putEnded(question, resolution.at)] : [];
    table.commit({ put: [...putResolution(found, resolution), ...answered, ...asked] });
    return { item, outcome, at: resolution.at, by: resolution.by };
  },
});
