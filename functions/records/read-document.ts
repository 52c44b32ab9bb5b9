import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { DocumentId, EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { documents } from './documents.ts';
import { DocumentContent, documentContent, storedBytes, Verification, verify } from './stored-document.ts';

export const readDocument = route('GET /v1/documents/{document}', {
  summary: 'A doctor or administrator reads a signed record, and sees whether hash and signature still hold',
  who: ['doctor', 'admin'],
  input: z.strictObject({ document: DocumentId }),
  output: z.object({
    document: DocumentId,
    encounter: EncounterId,
    person: PersonId,
    bytes: z.int(),
    sha256: z.string(),
    signature: z.object({ algorithm: z.literal('ES256'), keyId: z.string(), signature: z.string() }),
    retention: z.string(),
    closedAt: Instant,
    signedAt: Instant,
    lockedUntil: Instant.optional(),
    verification: Verification,
    content: DocumentContent,
  }),
  refuses: ['not-found', 'document-damaged'],
  needs: ['files', 'keys'],
  subject: ({ document }) => document,
  async handle({ document }, { table, files, keys }) {
    const found = await documents(table).find(document);
    if (!found) return refuse('not-found');
    const bytes = await storedBytes(files, found.value);
    if (!bytes) return refuse('document-damaged');
    const verification = await verify(keys, bytes, found.value);
    if (!verification.namesItself) return refuse('document-damaged');
    return { ...found.value, verification, content: documentContent(bytes) };
  },
});
