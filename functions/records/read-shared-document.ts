import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { SharedDocument } from './shared-document.ts';
import { documentBytes, sha256Of } from './stored-document.ts';

export const readSharedDocument = route('GET /v1/shared-documents/{grant}', {
  summary: 'A doctor reads a record that another hospital has granted to this one',
  who: ['doctor'],
  input: z.strictObject({ grant: z.string().regex(/^[A-Za-z0-9-]{1,64}$/) }),
  output: SharedDocument.extend({
    from: TenantId,
    purpose: z.enum(['referral', 'consultation']),
    expires: Instant,
    /** The content still has the hash that was signed. The signature itself is checked by the granting hospital. */
    sha256Matches: z.boolean(),
  }),
  refuses: ['grant-missing'],
  needs: ['shared'],
  subject: (_, { document }) => document,
  async handle({ grant }, { shared }) {
    const granted = await shared.granted(grant);
    if (!granted) return refuse('grant-missing');
    const { from, purpose, expires } = granted;
    // What the platform's operator gives is no record.
    if (purpose === 'support') return refuse('grant-missing');
    const shown = SharedDocument.parse(JSON.parse(Buffer.from(granted.document).toString('utf8')));
    const sha256Matches = sha256Of(documentBytes(shown.content)) === shown.sha256;
    return { ...shown, from, purpose, expires: expires.toISOString(), sha256Matches };
  },
});
