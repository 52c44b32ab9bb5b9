import * as z from 'zod';
import { ClinicId, PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';

export const AppointmentId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
/** HH:MM, Vietnamese time. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A time that is kept for a patient at a clinic. Why somebody comes stands in the record, not here: codes only. */
export const Appointment = z.object({
  appointment: z.string(),
  clinic: ClinicId,
  person: PersonId,
  day: LocalDay,
  /** HH:MM, Vietnamese time. */
  time: z.string(),
  /** A code of the hospital, never free text. */
  note: z.string().optional(),
  /** Which door made it. */
  channel: z.enum(['moving-in', 'desk', 'phone']),
  /** The reference in the system that it comes from. */
  reference: z.string().optional(),
  madeAt: Instant,
  /** Absent as long as the patient is expected. */
  ended: z.enum(['cancelled', 'arrived']).optional(),
  /** The number with which the patient waits or waited. */
  ticket: TicketId.optional(),
});
export type Appointment = z.infer<typeof Appointment>;

/** What an appointment says, without when and how it was made. */
export type Slot = Pick<Appointment, 'clinic' | 'person' | 'day' | 'time' | 'note'>;

export const isSameSlot = (one: Slot, other: Slot): boolean =>
  one.clinic === other.clinic &&
  one.person === other.person &&
  one.day === other.day &&
  one.time === other.time &&
  one.note === other.note;

/** The instant of a Vietnamese day and time; Viet Nam is UTC+7 all year. */
export const instantOf = ({ day, time }: Pick<Slot, 'day' | 'time'>): Date => new Date(`${day}T${time}:00.000+07:00`);

const minutesAround = 30;
/** Whoever comes within half an hour of the time stands with the booked ones; earlier or later, with those who did not book. */
export const isInTime = (slot: Pick<Slot, 'day' | 'time'>, now: Date): boolean =>
  Math.abs(now.getTime() - instantOf(slot).getTime()) <= minutesAround * 60_000;
