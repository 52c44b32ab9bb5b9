import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { registry } from '../functions/registry.ts';
import { reactionsOf } from '../shared/runtime/house.ts';
import { acknowledge } from './acknowledge.ts';
import { handlers } from './handlers.ts';
import { account, app as appName, edgeRegion, region } from './names.ts';
import { AnalyticsStack } from './stacks/analytics.ts';
import { ContextStack } from './stacks/context.ts';
import { DataStack } from './stacks/data.ts';
import { DevicePolicyStack } from './stacks/devices.ts';
import { EdgeStack } from './stacks/edge.ts';
import { EventsStack } from './stacks/events.ts';
import { FrontStack } from './stacks/front.ts';
import { KeysStack } from './stacks/keys.ts';
import { RoutesStack } from './stacks/routes.ts';

const upper = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Today's defaults of the CDK where the old ones would surprise. */
const flags = {
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:target-partitions': ['aws'],
};

/** All stacks of the province, from the registry. Stateful things lie in the data stack alone, and the two pools. */
export function buildApp(outdir?: string): App {
  const app = new App({ ...(outdir === undefined ? {} : { outdir }), analyticsReporting: false, context: flags });
  const given: unknown = app.node.tryGetContext('account');
  const home = { account: typeof given === 'string' ? given : account, region };
  const at = (name: string, description: string) => ({ env: home, stackName: `${appName}-${name}`, description });

  const data = new DataStack(app, 'Data', {
    ...at('data', 'Tables, buckets and their key'),
    terminationProtection: true,
  });
  const events = new EventsStack(app, 'Events', { ...at('events', 'Bus, archive, relay and alarms'), data });
  const { bus, alarms } = events;
  const edge = new EdgeStack(app, 'Edge', {
    ...at('edge', 'Pools of staff and devices, and the API'),
    data,
    alarms,
    terminationProtection: true,
    crossRegionReferences: true,
  });
  const { staff, api } = edge;
  new KeysStack(app, 'Keys', {
    ...at('keys', 'Keys and groups of a hospital at onboarding'),
    data,
    bus,
    alarms,
    staff,
  });
  new AnalyticsStack(app, 'Lake', { ...at('lake', 'Lake, questions and dashboards of the province'), data });
  new DevicePolicyStack(app, 'DevicePolicy', at('device-policy', 'What a device may say and hear over MQTT'));
  const reactions = reactionsOf(registry).map(({ id }) => id);
  for (const { name } of registry) {
    const doors = new ContextStack(app, upper(name), {
      ...at(name, `Doors of ${name}`),
      context: name,
      handlers: handlers.filter(({ context }) => context === name),
      reactions,
      data,
      bus,
      alarms,
      pools: edge,
    });
    new RoutesStack(app, `${upper(name)}Routes`, {
      ...at(`${name}-routes`, `Routes of ${name}`),
      api,
      routed: doors.routed,
    });
  }
  new FrontStack(app, 'Front', {
    env: { account: home.account, region: edgeRegion },
    stackName: `${appName}-front`,
    description: 'CloudFront and its firewall',
    crossRegionReferences: true,
    apiId: api.apiId,
    home,
  });
  Tags.of(app).add('project', appName);
  // Of every function and every route alike.
  acknowledge(app, 'HIPAA.Security-LambdaConcurrency');
  acknowledge(app, 'HIPAA.Security-LambdaDLQ');
  acknowledge(app, 'HIPAA.Security-LambdaInsideVPC');
  acknowledge(app, 'AwsSolutions-APIG4');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HIPAASecurityChecks(app));
  return app;
}

if (import.meta.main) buildApp().synth();
