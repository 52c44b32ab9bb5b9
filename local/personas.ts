import * as z from 'zod';
import { Role } from '../shared/kernel/caller.ts';
import { platform, province, TenantId } from '../shared/kernel/ids.ts';

/** Who can be played on one machine. There is no such door in the cloud: there, people sign in. */
const Persona = Role.exclude(['system', 'provider']);

export const TokenRequest = z.strictObject({
  persona: Persona,
  /** Not needed for the province and the operator, who have a place of their own. */
  hospital: TenantId.optional(),
  /** Tells two of the same kind apart: `doctor` number 2. */
  number: z.int().min(1).max(999).default(1),
});

/** The claims of a persona, or undefined when a hospital is needed and missing. */
export function claimsOf(request: z.output<typeof TokenRequest>) {
  const { persona, number } = request;
  const place = persona === 'province' ? province : persona === 'operator' ? platform : request.hospital;
  if (place === undefined) return undefined;
  const subject = `${persona}-${number}`;
  return { subject, hospital: place, roles: [persona] };
}
