import * as z from 'zod';
import { accessSet, ReviewId, reviewClosed } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { accessChanges } from './access.ts';
import { judge } from './judge.ts';
import { count, Review, Saying } from './review.ts';
import { reviews } from './reviews.ts';

/** A decision takes up to four items of a write. */
const mostAtOnce = 20;
const Sayings = z
  .array(Saying)
  .min(1)
  .max(mostAtOnce)
  .refine((sayings) => new Set(sayings.map(({ member }) => member)).size === sayings.length, 'each member once');

export const decideAccess = route('POST /v1/access-reviews/{review}/decisions', {
  summary:
    'An administrator confirms accounts, takes roles away or closes accounts; the review ends with the last of them',
  who: ['admin'],
  input: z.strictObject({ review: ReviewId, decisions: Sayings }),
  output: Review,
  refuses: [
    'not-found',
    'review-closed',
    'review-decided',
    'member-left',
    'own-access',
    'roles-not-fewer',
    'certificate-missing',
    'last-admin',
  ],
  emits: [accessSet, reviewClosed],
  subject: ({ review }) => review,
  async handle({ review, decisions: sayings }, { table, caller, now }) {
    const kept = reviews(table);
    const found = await kept.find(review);
    if (!found) return refuse('not-found');
    if (found.value.state === 'closed') return refuse('review-closed');
    const judged = await judge(table, review, sayings, { by: caller.id, now });
    if (isRefusal(judged)) return judged;
    const changes = await accessChanges(table, judged.changes);
    if (isRefusal(changes)) return changes;
    const next = count(found.value, judged.decisions, now);
    const { confirmed, reduced, closed } = next;
    const closing = next.state === 'closed' ? [emit(reviewClosed, review, { review, confirmed, reduced, closed })] : [];
    table.commit({
      put: [kept.replacing(found, next), ...judged.decisions.map((one) => kept.deciding(review, one)), ...changes.put],
      emit: [...changes.emit, ...closing],
    });
    return next;
  },
});
