import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { ClinicId, EncounterId, Icd10, PersonId, ServiceCode, TicketId } from '../kernel/ids.ts';
import { Instant } from '../kernel/time.ts';

export const encounterOpened = event(
  'encounters.encounter-opened',
  1,
  z.object({
    encounter: EncounterId,
    ticket: TicketId,
    person: PersonId,
    clinic: ClinicId,
    examination: ServiceCode,
    doctor: z.string(),
  }),
);

/** Retention classes of Circular 33/2025/TT-BYT. */
export const RetentionClass = z.enum(['outpatient', 'mental-or-accident', 'death', 'adverse-event']);
export type RetentionClass = z.infer<typeof RetentionClass>;

export const encounterClosed = event(
  'encounters.encounter-closed',
  1,
  z.object({
    encounter: EncounterId,
    ticket: TicketId,
    person: PersonId,
    clinic: ClinicId,
    doctor: z.string(),
    mainDiagnosis: Icd10,
    ageYears: z.int(),
    sex: z.enum(['male', 'female', 'unknown']),
    retention: RetentionClass,
  }),
);

export const encounterState = question(
  'encounters.encounter-state',
  z.object({ encounter: EncounterId }),
  z.object({
    state: z.enum(['unknown', 'open', 'closed']),
    person: PersonId.optional(),
    clinic: ClinicId.optional(),
    doctor: z.string().optional(),
    examination: ServiceCode.optional(),
    openedAt: Instant.optional(),
  }),
);
