import type { RetentionClass } from '../../shared/contracts/encounters.ts';
import type { ClinicId, EncounterId, Icd10, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { ageYears, localDay } from '../../shared/kernel/time.ts';

/** One visit as the hospital's workflow sees it. What was found and ordered lies in the record. */
export interface Encounter {
  readonly encounter: EncounterId;
  readonly ticket: TicketId;
  readonly person: PersonId;
  readonly clinic: ClinicId;
  readonly examination: ServiceCode;
  readonly doctor: string;
  readonly state: 'open' | 'closed';
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly retention?: RetentionClass;
}

/** What the neighbours know of the visit at the moment of closing. */
interface Known {
  readonly mainDiagnosis: Icd10 | undefined;
  readonly birthDate: string | undefined;
  readonly sex: 'male' | 'female' | undefined;
}

interface Closed {
  readonly encounter: Encounter;
  readonly mainDiagnosis: Icd10;
  readonly ageYears: number;
  readonly sex: 'male' | 'female' | 'unknown';
}

/**
 * Closes a visit: only an open one, only with a main diagnosis, and only of a person whose date of birth is known,
 * since insurance and statistics both count in years of age on the day the visit began.
 */
export function close(
  open: Encounter,
  known: Known,
  retention: RetentionClass,
  at: Date,
): Closed | Refusal<'encounter-closed' | 'diagnosis-missing' | 'person-unknown'> {
  if (open.state === 'closed') return refuse('encounter-closed');
  if (known.mainDiagnosis === undefined) return refuse('diagnosis-missing');
  if (known.birthDate === undefined) return refuse('person-unknown');
  return {
    encounter: { ...open, state: 'closed', closedAt: at.toISOString(), retention },
    mainDiagnosis: known.mainDiagnosis,
    ageYears: ageYears(known.birthDate, localDay(new Date(open.openedAt))),
    sex: known.sex ?? 'unknown',
  };
}
