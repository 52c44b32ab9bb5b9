import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { roles, tenantPattern } from '../kernel/roles.ts';

type Role = (typeof roles)[number];

interface StaffClaims {
  readonly hospital: string;
  readonly roles: Role[];
}

/**
 * What a person's groups (`<hospital>:<role>`, set by administrators only) say of their token. Undefined, so that no
 * door opens, when they name no role or more than one hospital.
 */
export function claimsOf(groups: readonly string[]): StaffClaims | undefined {
  const named = groups.flatMap((group) => {
    const [hospital = '', name, ...rest] = group.split(':');
    const role = roles.find((one) => one === name);
    return tenantPattern.test(hospital) && role !== undefined && rest.length === 0 ? [{ hospital, role }] : [];
  });
  const [first, ...others] = named;
  if (!first || others.some(({ hospital }) => hospital !== first.hospital)) return undefined;
  return { hospital: first.hospital, roles: [...new Set(named.map(({ role }) => role))] };
}

/** What the trigger answers; since its second version a claim may be a list, which the published types do not know. */
type Answered = Omit<PreTokenGenerationV2TriggerEvent, 'response'> & {
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: StaffClaims } | { claimsToSuppress: string[] };
    };
  };
};

/** Cognito's trigger before a token is made: the server alone sets hospital and roles of an access token. */
export async function tokenClaims(event: PreTokenGenerationV2TriggerEvent): Promise<Answered> {
  const claims = claimsOf(event.request.groupConfiguration.groupsToOverride ?? []);
  const accessTokenGeneration = claims
    ? { claimsToAddOrOverride: claims }
    : { claimsToSuppress: ['hospital', 'roles'] };
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } };
}
