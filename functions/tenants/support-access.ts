import * as z from 'zod';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';

export const AccessId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** A request that nobody answered in this time is no longer one. */
export const hoursToAnswer = 72;

/** An operator's request to look into one hospital, as the hospital keeps it. */
export const SupportAccess = z.object({
  access: AccessId,
  /** The operator who asked; nobody else may use it. */
  operator: z.string(),
  reason: z.string(),
  minutes: z.int(),
  askedAt: Instant,
  state: z.enum(['asked', 'approved', 'refused', 'ended']),
  decidedAt: Instant.optional(),
  /** The administrator who approved or refused. */
  decidedBy: z.string().optional(),
  /** When an approved access ends by itself, or was ended. */
  endsAt: Instant.optional(),
  endedBy: z.string().optional(),
});
export type SupportAccess = z.infer<typeof SupportAccess>;

const after = (from: Date, minutes: number): string => new Date(from.getTime() + minutes * 60_000).toISOString();

/** The hospital's answer to a request; given once, and while the request is not older than `hoursToAnswer`. */
export function decide(
  access: SupportAccess,
  answer: 'approved' | 'refused',
  by: string,
  now: Date,
): SupportAccess | Refusal<'access-decided' | 'access-expired'> {
  if (access.state !== 'asked') return refuse('access-decided');
  if (now.toISOString() >= after(new Date(access.askedAt), hoursToAnswer * 60)) return refuse('access-expired');
  const decided = { ...access, state: answer, decidedAt: now.toISOString(), decidedBy: by };
  return answer === 'approved' ? { ...decided, endsAt: after(now, access.minutes) } : decided;
}

/** The hospital takes back what it approved, before its time. */
export function end(
  access: SupportAccess,
  by: string,
  now: Date,
): SupportAccess | Refusal<'access-not-approved' | 'access-expired'> {
  if (access.state !== 'approved') return refuse('access-not-approved');
  if (isOver(access, now)) return refuse('access-expired');
  return { ...access, state: 'ended', endsAt: now.toISOString(), endedBy: by };
}

const isOver = ({ endsAt }: SupportAccess, now: Date): boolean => endsAt === undefined || now.toISOString() >= endsAt;

/** Why this operator may not look now; undefined when nothing stands against it. */
export function hindrance(
  access: SupportAccess,
  operator: string,
  now: Date,
): Refusal<'access-not-approved' | 'access-expired'> | undefined {
  if (access.operator !== operator || access.state === 'asked' || access.state === 'refused') {
    return refuse('access-not-approved');
  }
  return access.state === 'ended' || isOver(access, now) ? refuse('access-expired') : undefined;
}
