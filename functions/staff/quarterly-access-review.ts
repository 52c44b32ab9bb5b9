import { reviewOpened } from '../../shared/contracts/staff.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { members } from './members.ts';
import { beginReview, isDue, reviewOf } from './review.ts';
import { mostAccounts, reviews } from './reviews.ts';

export const quarterlyAccessReview = schedule(360, {
  summary: 'Every quarter begins with a list of all open accounts, on each of which an administrator must decide',
  tenants: 'each',
  emits: [reviewOpened],
  async handle({ table, now }) {
    const today = localDay(now);
    const kept = reviews(table);
    if (await kept.find(reviewOf(today))) return;
    const active = await members(table).active();
    if (!isDue(active, today)) return;
    if (active.length > mostAccounts) throw new Error(`${active.length} accounts are more than one review can list`);
    const entries = active.map(({ member, login, roles, changedAt }) => ({ member, login, roles, changedAt }));
    const review = beginReview(entries.length, now);
    table.commit({
      put: kept.adding(review, entries),
      emit: [emit(reviewOpened, review.review, { review: review.review, accounts: review.accounts, due: review.due })],
    });
  },
});
