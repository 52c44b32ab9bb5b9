import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { ImportContinued } from '../kernel/import-continued.ts';
import { LocalDay } from '../kernel/time.ts';

/** A member of a hospital's staff, as the hospital numbers them. */
export const MemberId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .brand<'MemberId'>();
export type MemberId = z.infer<typeof MemberId>;

/** What a person can be at a hospital; machines, patients and the platform are none of its staff. */
export const StaffRole = z.enum(['reception', 'doctor', 'cashier', 'admin']);
export type StaffRole = z.infer<typeof StaffRole>;

/** A calendar quarter, `2026-Q4`: the access of that quarter is reviewed under this name. */
export const ReviewId = z.string().regex(/^\d{4}-Q[1-4]$/);

/** The accounts with which a new hospital begins are there. */
export const accountsOpened = event('staff.accounts-opened', 1, z.object({ accounts: z.int() }));

/** From now on this member holds these roles, and may sign in or not. */
export const accessSet = event(
  'staff.access-set',
  1,
  z.object({
    member: MemberId,
    roles: z.array(StaffRole),
    open: z.boolean(),
    because: z.enum(['joined', 'roles', 'left', 'review']),
  }),
);

/** Rows of a file of staff are worked off up to `from`; those behind it are next. */
export const staffImportContinued = event('staff.staff-import-continued', 1, ImportContinued);

export const rosterSet = event('staff.roster-set', 1, z.object({ day: LocalDay, shifts: z.int() }));

/** A quarter's review of who may sign in has begun; every account is to be decided by the end of the day `due`. */
export const reviewOpened = event(
  'staff.review-opened',
  1,
  z.object({ review: ReviewId, accounts: z.int(), due: LocalDay }),
);

export const reviewOverdue = event(
  'staff.review-overdue',
  1,
  z.object({ review: ReviewId, undecided: z.int(), due: LocalDay }),
);

export const reviewClosed = event(
  'staff.review-closed',
  1,
  z.object({ review: ReviewId, confirmed: z.int(), reduced: z.int(), closed: z.int() }),
);
