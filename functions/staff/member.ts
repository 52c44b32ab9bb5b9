import * as z from 'zod';
import { MemberId, StaffRole } from '../../shared/contracts/staff.ts';
import { isPrintable } from '../../shared/kernel/printed-text.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { isLogin } from '../../shared/ports/world.ts';

export const Login = z.string().refine(isLogin, 'lower-case letters, digits and . _ -, a letter first, 3 to 40');
/** The number of a licence to practise: digits, capital letters (Đ too), points, strokes and hyphens. */
export const Certificate = z.string().regex(/^[0-9A-ZĐ][0-9A-ZĐ./-]{2,39}$/u);
export const Roles = z
  .array(StaffRole)
  .min(1)
  .max(StaffRole.options.length)
  .transform((roles) => [...new Set(roles)].toSorted());

/** Who a member is in the world outside; stored sealed only. */
export const MemberDetails = z.object({
  name: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .regex(/^[\p{L}\p{M}' .-]+$/u)
    .refine(isPrintable),
  phone: z
    .string()
    .regex(/^0\d{9,10}$/)
    .optional(),
  email: z.email().max(120).optional(),
});
export type MemberDetails = z.infer<typeof MemberDetails>;

/** A member of the staff, as stored: nothing in clear that says who it is but the login and the licence, which is public. */
export const Member = z.object({
  member: MemberId,
  login: z.string(),
  roles: z.array(StaffRole),
  state: z.enum(['active', 'left']),
  /** Sealed `MemberDetails`; the first administrator has none until they are stated. */
  sealed: z.string().optional(),
  certificate: z.string().optional(),
  /** What access tokens of this member name as their bearer; absent until the account is there. */
  subject: z.string().optional(),
  joinedAt: Instant,
  joinedBy: z.string(),
  /** The last change of what the member may do, and whose it was. */
  changedAt: Instant,
  changedBy: z.string(),
  /** The last day of work, once it is known. */
  lastDay: LocalDay.optional(),
  leftAt: Instant.optional(),
});
export type Member = z.infer<typeof Member>;

/** Who changes something, and when. */
export interface Act {
  readonly by: string;
  readonly now: Date;
}

type Joining = Pick<Member, 'member' | 'login' | 'roles'> & Partial<Pick<Member, 'sealed' | 'certificate'>>;

/** Law 15/2023/QH15, art. 19: whoever examines and treats has a licence to practise. */
const lacksCertificate = ({ roles, certificate }: Pick<Member, 'roles' | 'certificate'>): boolean =>
  roles.includes('doctor') && certificate === undefined;

export function join(joining: Joining, { by, now }: Act): Member | Refusal<'certificate-missing'> {
  if (lacksCertificate(joining)) return refuse('certificate-missing');
  const at = now.toISOString();
  return { ...joining, state: 'active', joinedAt: at, joinedBy: by, changedAt: at, changedBy: by };
}

/** An administrator who will still be there tomorrow. */
const isStayingAdmin = ({ state, lastDay, roles }: Member): boolean =>
  state === 'active' && lastDay === undefined && roles.includes('admin');

export const isSelf = ({ subject }: Member, caller: string): boolean => subject !== undefined && subject === caller;

type AccessRefusal = Refusal<'member-left' | 'own-access'>;

export function changeRoles(
  member: Member,
  roles: readonly StaffRole[],
  act: Act,
): Member | AccessRefusal | Refusal<'certificate-missing'> {
  const next = { ...member, roles: [...roles] };
  if (member.state === 'left') return refuse('member-left');
  if (lacksCertificate(next)) return refuse('certificate-missing');
  // Nobody locks the door behind which they stand; another administrator does it.
  if (isSelf(member, act.by) && member.roles.includes('admin') && !roles.includes('admin')) return refuse('own-access');
  return changed(next, act);
}

/** Sets the last day of work, or takes it back; who has no day left to work has left now. */
export function leave(member: Member, lastDay: LocalDay | null, today: LocalDay, act: Act): Member | AccessRefusal {
  if (member.state === 'left') return refuse('member-left');
  if (isSelf(member, act.by)) return refuse('own-access');
  const { lastDay: _, ...staying } = member;
  if (lastDay === null) return changed(staying, act);
  return lastDay <= today ? hasLeft({ ...staying, lastDay }, act) : changed({ ...staying, lastDay }, act);
}

export const hasLeft = (member: Member, act: Act): Member =>
  changed({ ...member, state: 'left', leftAt: act.now.toISOString() }, act);

const changed = (member: Member, { by, now }: Act): Member => ({
  ...member,
  changedAt: now.toISOString(),
  changedBy: by,
});

/** The administrators who stay, with this member as they are now. */
export function adminsWith(admins: readonly MemberId[], member: Member): readonly MemberId[] {
  const others = admins.filter((one) => one !== member.member);
  return isStayingAdmin(member) ? [...others, member.member].toSorted() : others;
}

/** The same after a change, which must leave the hospital an administrator if it had one. */
export function adminsAfter(
  admins: readonly MemberId[],
  before: Member,
  after: Member,
): readonly MemberId[] | Refusal<'last-admin'> {
  const next = adminsWith(admins, after);
  return isStayingAdmin(before) && next.length === 0 ? refuse('last-admin') : next;
}
