import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { DocumentId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { documents } from './documents.ts';
import { storedBytes, Verification, verify } from './stored-document.ts';

export const verifyDocument = route('GET /v1/documents/{document}/verification', {
  summary: 'A doctor or administrator checks that a signed record is unchanged, without reading it',
  who: ['doctor', 'admin'],
  input: z.strictObject({ document: DocumentId }),
  output: Verification.extend({
    document: DocumentId,
    sha256: z.string(),
    keyId: z.string(),
    signedAt: Instant,
    /** Absent while `legalHold` keeps it for ever. */
    lockedUntil: Instant.optional(),
    legalHold: z.boolean(),
  }),
  refuses: ['not-found'],
  needs: ['files', 'keys'],
  subject: ({ document }) => document,
  async handle({ document }, { table, files, keys }) {
    const found = await documents(table).find(document);
    if (!found) return refuse('not-found');
    const { sha256, signature, signedAt } = found.value;
    // What the store itself says of the lock, not what was asked of it.
    const lock = (await files.head('records', found.value.path))?.lock ?? {};
    const until = lock.until ? { lockedUntil: lock.until.toISOString() } : {};
    const verification = await verify(keys, await storedBytes(files, found.value), found.value);
    const legalHold = lock.legalHold ?? false;
    return { ...verification, document, sha256, keyId: signature.keyId, signedAt, ...until, legalHold };
  },
});
