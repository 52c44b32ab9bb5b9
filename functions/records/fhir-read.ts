import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { FhirResource } from './fhir-resource.ts';
import { servedTypes } from './served-types.ts';
import { visits } from './visits.ts';

export const fhirRead = route('GET /fhir/R4/{type}/{id}', {
  summary: 'A doctor reads one FHIR resource of a record as it is now',
  dialect: 'fhir',
  who: ['doctor'],
  // Not strict: FHIR clients add parameters such as _format and _pretty, and R4 lets a server ignore them.
  input: z.object({ type: z.string().max(64), id: z.string().max(64) }),
  output: FhirResource,
  refuses: ['not-found'],
  subject: ({ type, id }) => `${type}/${id}`,
  async handle({ type, id }, { table }) {
    const served = servedTypes.find((one) => one === type);
    if (!served) return refuse('not-found', 'this type is not served');
    return (await visits(table).resource(served, id)) ?? refuse('not-found');
  },
});
