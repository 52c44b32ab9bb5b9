import * as z from 'zod';
import { MemberId, ReviewId, StaffRole } from '../../shared/contracts/staff.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';
import { type Act, changeRoles, hasLeft, isSelf, type Member } from './member.ts';

/** A review that is not closed after this many days is overdue. */
const daysToDecide = 30;

/** How a quarter's review of access stands. */
export const Review = z.object({
  review: ReviewId,
  openedAt: Instant,
  due: LocalDay,
  state: z.enum(['open', 'closed']),
  /** Accounts that were open at its beginning. */
  accounts: z.int(),
  undecided: z.int(),
  confirmed: z.int(),
  reduced: z.int(),
  closed: z.int(),
  closedAt: Instant.optional(),
  overdueAt: Instant.optional(),
});
export type Review = z.infer<typeof Review>;

/** One account as it was when the review began. */
export const Entry = z.object({
  member: MemberId,
  login: z.string(),
  roles: z.array(StaffRole),
  /** The last change of what it may do. */
  changedAt: Instant,
});
export type Entry = z.infer<typeof Entry>;

export const Decision = z.object({
  member: MemberId,
  decision: z.enum(['confirmed', 'reduced', 'closed']),
  at: Instant,
  by: z.string(),
  /** The only administrator decided on themselves, because there was no other to do it. */
  alone: z.literal(true).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** What an administrator says of one account. */
export const Saying = z.discriminatedUnion('decision', [
  z.strictObject({ member: MemberId, decision: z.literal('confirm') }),
  z.strictObject({ member: MemberId, decision: z.literal('reduce'), roles: z.array(StaffRole).min(1).max(3) }),
  z.strictObject({ member: MemberId, decision: z.literal('close') }),
]);
export type Saying = z.infer<typeof Saying>;

const quarterOf = (day: LocalDay): number => Math.ceil(Number(day.slice(5, 7)) / 3);
export const reviewOf = (day: LocalDay): string => `${day.slice(0, 4)}-Q${quarterOf(day)}`;
const firstDay = (day: LocalDay): LocalDay =>
  LocalDay.parse(`${day.slice(0, 4)}-${String(quarterOf(day) * 3 - 2).padStart(2, '0')}-01`);

/** A hospital that had nobody when the quarter began has nothing to look back on yet. */
export function isDue(active: readonly Member[], today: LocalDay): boolean {
  const begin = startOfDay(firstDay(today)).toISOString();
  return active.some(({ joinedAt }) => joinedAt < begin);
}

export const beginReview = (accounts: number, now: Date): Review => ({
  review: reviewOf(localDay(now)),
  openedAt: now.toISOString(),
  due: localDay(new Date(now.getTime() + daysToDecide * 86_400_000)),
  state: 'open',
  accounts,
  undecided: accounts,
  confirmed: 0,
  reduced: 0,
  closed: 0,
});

export const isOverdue = ({ state, due, overdueAt }: Review, today: LocalDay): boolean =>
  state === 'open' && overdueAt === undefined && today > due;

interface Decided {
  readonly decision: Decision;
  /** Undefined when the member stays as they are. */
  readonly next: Member | undefined;
}

/**
 * @param admins those who stay, as the hospital has them now
 */
export function decide(
  saying: Saying,
  member: Member,
  admins: readonly MemberId[],
  act: Act,
): Decided | Refusal<'member-left' | 'own-access' | 'roles-not-fewer' | 'certificate-missing'> {
  const decided = { member: member.member, at: act.now.toISOString(), by: act.by };
  const own = isSelf(member, act.by);
  if (own && (saying.decision === 'close' || admins.some((one) => one !== member.member))) return refuse('own-access');
  const alone = own ? { alone: true as const } : {};
  if (saying.decision === 'close') {
    // Who left in the meantime is closed already, and the review says so.
    const next = member.state === 'left' ? undefined : hasLeft(member, act);
    return { decision: { ...decided, decision: 'closed' }, next };
  }
  if (member.state === 'left') return refuse('member-left');
  if (saying.decision === 'confirm') {
    return { decision: { ...decided, decision: 'confirmed', ...alone }, next: undefined };
  }
  const roles = member.roles.filter((role) => saying.roles.includes(role));
  if (roles.length < new Set(saying.roles).size || roles.length === member.roles.length)
    return refuse('roles-not-fewer');
  const next = changeRoles(member, roles, act);
  return isRefusal(next) ? next : { decision: { ...decided, decision: 'reduced', ...alone }, next };
}

/** The review with these decisions counted; it closes with the last. */
export function count(review: Review, decisions: readonly Decision[], now: Date): Review {
  const made = (kind: Decision['decision']): number => decisions.filter(({ decision }) => decision === kind).length;
  const undecided = review.undecided - decisions.length;
  return {
    ...review,
    undecided,
    confirmed: review.confirmed + made('confirmed'),
    reduced: review.reduced + made('reduced'),
    closed: review.closed + made('closed'),
    ...(undecided === 0 && { state: 'closed', closedAt: now.toISOString() }),
  };
}
