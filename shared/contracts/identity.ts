import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { PersonId } from '../kernel/ids.ts';

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
]);
export type IdentitySource = z.infer<typeof IdentitySource>;

export const personRegistered = event(
  'identity.person-registered',
  1,
  z.object({ person: PersonId, birthYear: z.int(), sex: Sex, source: IdentitySource }),
);

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
