import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { DocumentId, EncounterId, Icd10, PersonId, ServiceCode, TenantId } from '../kernel/ids.ts';
import { Instant } from '../kernel/time.ts';

/** Something a clinician ordered that the price list knows: a service or a drug, and how many. */
export const Billable = z.object({ source: z.string(), code: ServiceCode, quantity: z.int().positive() });
export type Billable = z.infer<typeof Billable>;

export const diagnosisRecorded = event(
  'records.diagnosis-recorded',
  1,
  z.object({ encounter: EncounterId, person: PersonId, code: Icd10, main: z.boolean() }),
);
export const orderPlaced = event(
  'records.order-placed',
  1,
  z.object({ encounter: EncounterId, person: PersonId, items: z.array(Billable) }),
);
export const prescriptionIssued = event(
  'records.prescription-issued',
  1,
  z.object({ encounter: EncounterId, person: PersonId, items: z.array(Billable) }),
);
/** Nothing can be added to the visit's record any more; it is about to be rendered, signed and locked. */
export const recordClosed = event(
  'records.record-closed',
  1,
  z.object({ encounter: EncounterId, person: PersonId, retention: z.string() }),
);

export const recordLocked = event(
  'records.record-locked',
  1,
  z.object({
    document: DocumentId,
    encounter: EncounterId,
    person: PersonId,
    sha256: z.string(),
    /** Absent for a record that is kept for ever. */
    lockedUntil: Instant.optional(),
  }),
);

/** A doctor let another hospital see a signed document until an instant. */
export const documentGranted = event(
  'records.document-granted',
  1,
  z.object({
    grant: z.string(),
    document: DocumentId,
    person: PersonId,
    to: TenantId,
    purpose: z.enum(['referral', 'consultation']),
    expires: Instant,
  }),
);

export const retentionSet = event('records.retention-set', 1, z.object({ extraYears: z.int() }));

export const mainDiagnosis = question(
  'records.main-diagnosis',
  z.object({ encounter: EncounterId }),
  z.object({ code: Icd10.optional() }),
);

/** Everything ordered and prescribed in the visit that has a price. */
export const billables = question(
  'records.billables',
  z.object({ encounter: EncounterId }),
  z.object({
    items: z.array(Billable),
    /** The record is closed: nothing can be ordered any more, so these items are all there will ever be. */
    final: z.boolean(),
  }),
);

/** The hospital's own place for files was tried: written, locked, found and read back under its own key. */
export const storageProved = event('records.storage-proved', 1, z.object({ shelves: z.int() }));
