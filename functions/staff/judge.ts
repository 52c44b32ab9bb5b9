import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Item, Table } from '../../shared/ports/table.ts';
import type { Act, Member } from './member.ts';
import { members } from './members.ts';
import { type Decision, decide, type Saying } from './review.ts';
import { reviews } from './reviews.ts';

/** What the sayings of an administrator mean for the members as they are now; all of them or, with a refusal, none. */
export async function judge(table: Table, review: string, sayings: readonly Saying[], act: Act) {
  const listed = reviews(table);
  const kept = members(table);
  const admins = await kept.admins();
  const decisions: Decision[] = [];
  const changes: { found: Item<Member>; next: Member; because: 'review' }[] = [];
  for (const saying of sayings) {
    const { member } = saying;
    const found = (await listed.lists(review, member)) ? await kept.find(member) : undefined;
    if (!found) return refuse('not-found', member);
    if (await listed.decision(review, member)) return refuse('review-decided', member);
    const decided = decide(saying, found.value, admins.members, act);
    if (isRefusal(decided)) return refuse(decided.refused, member);
    decisions.push(decided.decision);
    if (decided.next) changes.push({ found, next: decided.next, because: 'review' });
  }
  return { decisions, changes };
}
