import * as z from 'zod';

/** Any FHIR R4 resource as it goes out: what every stored one has, and whatever else its type has. */
export const FhirResource = z.looseObject({
  resourceType: z.string(),
  id: z.string(),
  meta: z.object({ versionId: z.string(), lastUpdated: z.string() }),
});
