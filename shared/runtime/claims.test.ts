import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { claimsOf, tokenClaims } from './claims.ts';

const asked = (groups: string[]) =>
  tokenClaims({
    request: { groupConfiguration: { groupsToOverride: groups } },
    response: {},
  } as unknown as PreTokenGenerationV2TriggerEvent);

describe('an access token', () => {
  it('names the hospital and the roles of the groups of its bearer', () => {
    expect(claimsOf(['long-khanh:doctor', 'long-khanh:admin'])).toEqual({
      hospital: 'long-khanh',
      roles: ['doctor', 'admin'],
    });
  });
  it('names nothing when the groups belong to two hospitals', () => {
    expect(claimsOf(['long-khanh:doctor', 'thong-nhat:doctor'])).toBeUndefined();
  });
  it('names nothing for groups that are no hospital and role', () => {
    for (const group of ['doctor', 'long-khanh:king', 'Long Khanh:doctor', 'long-khanh:doctor:x', ':doctor', '']) {
      expect(claimsOf([group])).toBeUndefined();
    }
  });
  it('keeps one role once', () => {
    expect(claimsOf(['long-khanh:doctor', 'long-khanh:doctor'])?.roles).toEqual(['doctor']);
  });
  it('carries claims that the bearer cannot have set, or none', async () => {
    const granted = await asked(['cam-my:kiosk']);
    expect(granted.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToAddOrOverride: { hospital: 'cam-my', roles: ['kiosk'] },
    });
    const refused = await asked([]);
    expect(refused.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToSuppress: ['hospital', 'roles'],
    });
  });
});
