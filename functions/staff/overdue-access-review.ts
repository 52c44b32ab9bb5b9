import { reviewOverdue } from '../../shared/contracts/staff.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { isOverdue } from './review.ts';
import { reviews } from './reviews.ts';

/** Two years of quarters: older ones were announced long ago. */
const looked = 8;

export const overdueAccessReview = schedule(360, {
  summary: 'A review of access that is not closed after thirty days is announced, once',
  tenants: 'each',
  emits: [reviewOverdue],
  async handle({ table, now }) {
    const kept = reviews(table);
    const { found } = await kept.list(looked, undefined);
    const late = found.filter(({ value }) => isOverdue(value, localDay(now)));
    if (late.length === 0) return;
    table.commit({
      put: late.map((item) => kept.replacing(item, { ...item.value, overdueAt: now.toISOString() })),
      emit: late.map(({ value: { review, undecided, due } }) =>
        emit(reviewOverdue, review, { review, undecided, due }),
      ),
    });
  },
});
