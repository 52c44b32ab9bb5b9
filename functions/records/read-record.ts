import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { DocumentId, EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { documentIdOf } from './document.ts';
import { documents } from './documents.ts';
import { FhirResource } from './fhir-resource.ts';
import { visits } from './visits.ts';

export const readRecord = route('GET /v1/encounters/{encounter}/record', {
  summary: 'A doctor reads everything written in a visit',
  who: ['doctor'],
  input: z.strictObject({ encounter: EncounterId }),
  output: z.object({
    encounter: EncounterId,
    person: PersonId,
    /** Nothing can be added any more. */
    closed: z.boolean(),
    /** The signed document, once it is locked. */
    document: DocumentId.optional(),
    /** FHIR R4: the Encounter and what was written in it; grouped by type, each group oldest first. */
    resources: z.array(FhirResource),
  }),
  refuses: ['not-found'],
  subject: ({ encounter }) => encounter,
  async handle({ encounter }, { table }) {
    const { find, closure, resources } = visits(table);
    const found = await find(encounter);
    if (!found) return refuse('not-found');
    const closed = (await closure(encounter)) !== undefined;
    const signed = closed ? await documents(table).find(documentIdOf(encounter)) : undefined;
    const document = signed ? { document: signed.value.document } : {};
    return { encounter, person: found.value.visit.person, closed, ...document, resources: await resources(encounter) };
  },
});
