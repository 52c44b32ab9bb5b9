import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { PersonId } from '../kernel/ids.ts';
import { ImportContinued, ImportId } from '../kernel/import-continued.ts';

export const Sex = z.enum(['male', 'female']);
/** How identity was set, recorded with every visit. */
export const IdentitySource = z.enum([
  'QR_CCCD',
  'CHIP_CCCD',
  'VNEID_APP',
  'AUTH_SERVICE',
  'BHXH_LOOKUP',
  'TYPED',
  'UNKNOWN',
  /** Brought by the hospital from its old system; nobody showed papers for it here. */
  'IMPORT',
  /** The hospital's own One Card was shown. It proves no more than that somebody holds it. */
  'ONE_CARD',
]);
export type IdentitySource = z.infer<typeof IdentitySource>;

/** Somebody was identified for the first time, in person. */
export const personRegistered = event(
  'identity.person-registered',
  1,
  z.object({ person: PersonId, birthYear: z.int(), sex: Sex, source: IdentitySource.exclude(['IMPORT', 'ONE_CARD']) }),
);

/** Somebody is known from a file with which the hospital moved in; nobody has stood here yet. */
export const personImported = event(
  'identity.person-imported',
  1,
  z.object({ person: PersonId, birthYear: z.int(), sex: Sex, import: ImportId }),
);

/** Rows of a file of patients are worked off up to `from`; those behind it are next. */
export const patientImportContinued = event('identity.patient-import-continued', 1, ImportContinued);

/** Coded facts of a person for a desk that has the person in front of it. No name, no number. */
export const personFacts = question(
  'identity.person-facts',
  z.object({ person: PersonId }),
  z.object({
    known: z.boolean(),
    birthDate: z.iso.date().optional(),
    sex: Sex.optional(),
    source: IdentitySource.optional(),
  }),
);

/** The name to print on a document or to call out, with what stands beside it; only for contexts that render for the patient's own visit. */
export const personName = question(
  'identity.person-name',
  z.object({ person: PersonId }),
  z.object({ name: z.string().optional(), birthDate: z.iso.date().optional(), sex: Sex.optional() }),
);

/** Who the hospital's patients are by the numbers of its old system, as brought by its file of patients. */
export const personBySource = question(
  'identity.person-by-source',
  z.object({ sources: z.array(z.string()).max(20_000) }),
  z.object({ persons: z.array(z.object({ source: z.string(), person: PersonId })) }),
);
