import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { apiPaths } from '../../infra/stacks/front.ts';
import { synthesise } from './synthesised.ts';

const made = synthesise();

describe('the address of a viewer', () => {
  it('is told to every door by a function of CloudFront, whatever the viewer wrote there', () => {
    const [distribution] = made.ofType('AWS::CloudFront::Distribution');
    const behaviours: { PathPattern: string; FunctionAssociations?: { EventType: string }[] }[] =
      distribution?.resource.Properties.DistributionConfig.CacheBehaviors;
    expect(behaviours.map(({ PathPattern }) => PathPattern).toSorted()).toEqual(apiPaths().toSorted());
    for (const { PathPattern, FunctionAssociations } of behaviours) {
      expect(FunctionAssociations, PathPattern).toMatchObject([{ EventType: 'viewer-request' }]);
    }
    const [viewerAddress] = made.ofType('AWS::CloudFront::Function');
    const event = {
      viewer: { ip: '203.0.113.7' },
      request: { headers: { 'x-viewer-address': { value: '10.0.0.1' }, accept: { value: 'text/html' } } },
    };
    const code = String(viewerAddress?.resource.Properties.FunctionCode);
    expect(runInNewContext(`${code}; handler(event)`, { event })).toEqual({
      headers: { 'x-viewer-address': { value: '203.0.113.7' }, accept: { value: 'text/html' } },
    });
  });
});

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: {
    readonly RateBasedStatement?: {
      readonly Limit: number;
      readonly AggregateKeyType: string;
      readonly CustomKeys?: { readonly Header: { readonly Name: string } }[];
      readonly ScopeDownStatement?: { readonly ByteMatchStatement: { readonly SearchString: string } };
    };
  };
}

describe('the firewall', () => {
  it('counts each class of callers by what it can be known by, before anything else is looked at', () => {
    const [firewall] = made.ofType('AWS::WAFv2::WebACL');
    const rules: Rule[] = firewall?.resource.Properties.Rules;
    expect(new Set(rules.map(({ Priority }) => Priority)).size).toBe(rules.length);
    const counted = rules.flatMap(({ Name, Statement: { RateBasedStatement: rate } }) =>
      rate
        ? [
            {
              name: Name,
              by: rate.CustomKeys?.[0]?.Header.Name ?? rate.AggregateKeyType,
              under: rate.ScopeDownStatement?.ByteMatchStatement.SearchString,
              inFiveMinutes: rate.Limit,
            },
          ]
        : [],
    );
    expect(counted).toEqual([
      { name: 'RateLimit', by: 'IP', under: undefined, inFiveMinutes: 20_000 },
      { name: 'CallbacksByAddress', by: 'IP', under: '/callbacks/', inFiveMinutes: 6_000 },
      { name: 'PagesByAddress', by: 'IP', under: '/bills/', inFiveMinutes: 1_000 },
      { name: 'DevicesByAddress', by: 'IP', under: '/v1/device-', inFiveMinutes: 1_000 },
      { name: 'DoorsByToken', by: 'authorization', under: '/', inFiveMinutes: 6_000 },
    ]);
  });
});
