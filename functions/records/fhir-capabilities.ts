import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { servedTypes } from './served-types.ts';

const statement = {
  resourceType: 'CapabilityStatement' as const,
  status: 'active',
  date: '2026-11-24',
  kind: 'instance',
  software: { name: 'smart-hospital' },
  implementation: { description: 'Records of one hospital; the hospital is the one that issued the access token' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: { description: 'Bearer access token of a doctor; every read is audited' },
      resource: servedTypes.map((type) => ({
        type,
        interaction: [{ code: 'read' }],
        versioning: 'versioned',
        conditionalCreate: false,
      })),
    },
  ],
};

export const fhirCapabilities = route('GET /fhir/R4/metadata', {
  summary: 'Anyone sees which FHIR interactions work here',
  dialect: 'fhir',
  who: 'anyone',
  input: z.object({}),
  output: z.looseObject({ resourceType: z.literal('CapabilityStatement') }),
  handle: async () => statement,
});
