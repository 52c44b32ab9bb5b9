import { beforeAll, describe, expect, it } from 'vitest';
import { paymentQuestioned } from '../../shared/contracts/billing.ts';
import { eventType } from '../../shared/kernel/events.ts';
import { type Found, synthesise } from './synthesised.ts';

let made: ReturnType<typeof synthesise>;
beforeAll(() => {
  made = synthesise();
}, 90_000);

const topic = (): Found => {
  const [found] = made.ofType('AWS::SNS::Topic').filter(({ stack }) => stack === 'Events');
  if (!found) throw new Error('no topic of alarms');
  return found;
};

describe('a question of money', () => {
  const rule = () => {
    const found = made
      .ofType('AWS::Events::Rule')
      .find(({ resource }) =>
        resource.Properties.EventPattern?.['detail-type']?.includes(eventType(paymentQuestioned)),
      );
    if (!found) throw new Error('no rule takes it');
    return found.resource.Properties;
  };

  it('goes from the bus to the people whom every alarm reaches', () => {
    expect(rule()).toMatchObject({
      State: 'ENABLED',
      EventBusName: { Ref: expect.stringMatching(/^Bus/) },
      EventPattern: { source: ['billing'], 'detail-type': ['billing.payment-questioned.v1'] },
    });
    expect(rule().Targets).toHaveLength(1);
    expect(rule().Targets[0].Arn).toEqual({ Ref: topic().id });
  });

  it('names hospital, reason and bank reference, and nothing else of the event', () => {
    const { InputPathsMap, InputTemplate } = rule().Targets[0].InputTransformer;
    expect(Object.values(InputPathsMap).toSorted()).toEqual([
      '$.detail.data.provider',
      '$.detail.data.reason',
      '$.detail.data.reference',
      '$.detail.tenant',
    ]);
    expect(InputTemplate).toMatch(/person must look/);
  });

  it('is set aside with an alarm of its own when it cannot be told', () => {
    const dead = rule().Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0];
    const alarms = made
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ resource }) =>
        JSON.stringify(resource.Properties.Dimensions).includes(`"Fn::GetAtt":["${dead}","QueueName"]`),
      );
    expect(alarms.map(({ resource }) => resource.Properties.AlarmActions)).toEqual([[{ Ref: topic().id }]]);
  });

  it('is told by a role that can publish to this topic under its key, and do nothing else', () => {
    const role = rule().Targets[0].RoleArn['Fn::GetAtt'][0];
    const policies = made
      .ofType('AWS::IAM::ManagedPolicy')
      .filter(({ resource }) => JSON.stringify(resource.Properties.Roles)?.includes(`"${role}"`));
    const statements = policies.flatMap(({ resource }) => resource.Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual(['sns:Publish', ['kms:Decrypt', 'kms:GenerateDataKey']]);
    expect(statements[0].Resource).toEqual({ Ref: topic().id });
    expect(topic().resource.Properties.KmsMasterKeyId).toEqual(statements[1].Resource);
  });
});
