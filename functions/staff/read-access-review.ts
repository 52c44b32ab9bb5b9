import * as z from 'zod';
import { MemberId, ReviewId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Decision, Entry, Review } from './review.ts';
import { reviews } from './reviews.ts';

export const readAccessReview = route('GET /v1/access-reviews/{review}', {
  summary: 'An administrator sees the accounts of a review, a hundred at a time, and what was decided on each',
  who: ['admin'],
  input: z.strictObject({ review: ReviewId, after: MemberId.optional() }),
  output: Review.extend({
    items: z.array(Entry.extend({ decided: Decision.omit({ member: true }).optional() })),
    next: MemberId.optional(),
  }),
  refuses: ['not-found'],
  subject: ({ review }) => review,
  async handle({ review, after }, { table }) {
    const kept = reviews(table);
    const found = await kept.find(review);
    if (!found) return refuse('not-found');
    const { entries, decisions, next } = await kept.part(review, after);
    const decided = new Map(decisions.map((decision) => [decision.member, decision]));
    return { ...found.value, items: entries.map((entry) => ({ ...entry, decided: decided.get(entry.member) })), next };
  },
});
