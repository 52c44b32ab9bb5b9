import * as z from 'zod';
import { ReviewId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { Review } from './review.ts';
import { reviews } from './reviews.ts';

export const listAccessReviews = route('GET /v1/access-reviews', {
  summary: 'An administrator sees the quarterly reviews of access, newest first, and how far they are',
  who: ['admin'],
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(40).default(8),
    after: ReviewId.optional(),
  }),
  output: z.object({ items: z.array(Review), next: ReviewId.optional() }),
  async handle({ limit, after }, { table }) {
    const { found, next } = await reviews(table).list(limit, after);
    return { items: found.map(({ value }) => value), next };
  },
});
