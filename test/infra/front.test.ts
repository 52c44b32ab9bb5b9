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
