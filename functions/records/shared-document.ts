import * as z from 'zod';
import { DocumentId } from '../../shared/kernel/ids.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { DocumentContent } from './stored-document.ts';

/**
 * What one hospital hands to another with a grant. Of the person only what stands in the document: the id belongs to
 * the granting hospital.
 */
export const SharedDocument = z.object({
  document: DocumentId,
  sha256: z.string(),
  signature: z.object({ algorithm: z.literal('ES256'), keyId: z.string(), signature: z.string() }),
  signedAt: Instant,
  content: DocumentContent,
});
export type SharedDocument = z.infer<typeof SharedDocument>;
