import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iot';
import type { Construct } from 'constructs';
import { app } from '../names.ts';

const name = '${iot:Connection.Thing.ThingName}';
const hospital = '${iot:Connection.Thing.Attributes[hospital]}';
/** Where a device speaks and is spoken to; nobody else's messages come by here. */
const own = `hospitals/${hospital}/devices/${name}/*`;
/** What the boards of one hospital show. */
const boards = `hospitals/${hospital}/boards/*`;

/** The certificate that the device shows in TLS belongs to the thing whose name it connects by. */
const attached = { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } };
const isBoard = { StringEquals: { 'iot:Connection.Thing.ThingTypeName': 'board' } };

/**
 * What a device may say and hear over MQTT, below all code: one policy for all of them, made of what AWS IoT Core knows
 * of the thing behind the certificate. A thing is named by the serial, has the hospital as an attribute and the kind as
 * its type; a variable without a value allows nothing.
 */
export class DevicePolicyStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const of = (kind: 'client' | 'topic' | 'topicfilter', path: string): string =>
      `arn:aws:iot:${this.region}:${this.account}:${kind}/${path}`;
    const allow = (Sid: string, Action: string | string[], Resource: string | string[], Condition: object) => ({
      Sid,
      Effect: 'Allow',
      Action,
      Resource,
      Condition,
    });
    new CfnPolicy(this, 'Policy', {
      policyName: `${app}-device`,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          allow('Connect', 'iot:Connect', of('client', name), attached),
          allow('Own', ['iot:Publish', 'iot:Receive'], of('topic', own), attached),
          allow('Listen', 'iot:Subscribe', of('topicfilter', own), attached),
          allow('Boards', ['iot:Receive', 'iot:Subscribe'], [of('topic', boards), of('topicfilter', boards)], {
            ...attached,
            ...isBoard,
          }),
        ],
      },
    });
  }
}
