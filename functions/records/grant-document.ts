import * as z from 'zod';
import { documentGranted } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { DocumentId, TenantId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { mostGrantedBytes } from '../../shared/ports/world.ts';
import { documents } from './documents.ts';

const millisecondsPerHour = 3_600_000;
/** Signed content; what is sent with it (hash, signature, times) fits into the rest of the 5 MB that a grant carries. */
const mostContentBytes = mostGrantedBytes - 16_384;

/**
 * States the grant and announces it; a reaction then opens it to the other hospital. So no hospital ever sees a
 * document without the entry and the audit of who allowed it, and an attempt that runs again leaves no second grant.
 */
export const grantDocument = route('POST /v1/documents/{document}/grants', {
  summary: 'A doctor lets another hospital see a signed record for a purpose and a time',
  who: ['doctor'],
  input: z.strictObject({
    document: DocumentId,
    to: TenantId,
    purpose: z.enum(['referral', 'consultation']),
    /** 720 hours are thirty days. */
    hours: z.int().min(1).max(720),
  }),
  output: z.object({ grant: z.string(), expires: Instant }),
  refuses: ['not-found', 'hospital-unknown', 'too-large'],
  emits: [documentGranted],
  needs: ['directory'],
  subject: ({ document }) => document,
  async handle({ document, to, purpose, hours }, { table, tenant, caller, now, newId, directory }) {
    const { find, granting } = documents(table);
    const found = await find(document);
    if (!found) return refuse('not-found');
    if (to === tenant || !(await directory.tenantOf('hospital', to))) return refuse('hospital-unknown');
    if (found.value.bytes > mostContentBytes) return refuse('too-large');
    const grant = newId();
    const at = now.toISOString();
    const expires = new Date(now.getTime() + hours * millisecondsPerHour).toISOString();
    const { person } = found.value;
    table.commit({
      put: [granting(document, { grant, to, purpose, by: caller.id, at, expires })],
      emit: [emit(documentGranted, document, { grant, document, person, to, purpose, expires })],
    });
    return { grant, expires };
  },
});
