import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantCredentials } from '../../shared/aws/credentials.ts';
import { TenantId } from '../../shared/kernel/ids.ts';

const sts = mockClient(STSClient);
const here = TenantId.parse('long-khanh');
const there = TenantId.parse('bien-hoa');
const start = new Date('2026-11-24T01:00:00.000Z');
let now = start;
const open = () => tenantCredentials(new STSClient({ region: 'ap-southeast-1' }), 'arn:role', () => now);
const answer = (name: string, expires: Date) => ({
  Credentials: { AccessKeyId: name, SecretAccessKey: 's', SessionToken: 't', Expiration: expires },
});
const inMinutes = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
beforeEach(() => {
  sts.reset();
  now = start;
});

describe('credentials of a tenant', () => {
  it('are asked of STS with the tenant as session tag', async () => {
    sts.on(AssumeRoleCommand).resolves(answer('k', inMinutes(60)));
    expect(await open()(here)).toEqual({
      accessKeyId: 'k',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: inMinutes(60),
    });
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
      RoleArn: 'arn:role',
      RoleSessionName: 'long-khanh',
      DurationSeconds: 3600,
      Tags: [{ Key: 'tenant', Value: 'long-khanh' }],
    });
  });

  it('are kept until five minutes before their end', async () => {
    const credentials = open();
    sts
      .on(AssumeRoleCommand)
      .resolvesOnce(answer('first', inMinutes(60)))
      .resolves(answer('second', inMinutes(120)));
    await credentials(here);
    now = new Date(inMinutes(55).getTime() - 1);
    expect((await credentials(here)).accessKeyId).toBe('first');
    now = inMinutes(55);
    expect((await credentials(here)).accessKeyId).toBe('second');
  });

  it('are asked for once when many requests come at once, and apart for each tenant', async () => {
    const credentials = open();
    sts.on(AssumeRoleCommand).resolves(answer('k', inMinutes(60)));
    await Promise.all([...Array(20).fill(here), ...Array(20).fill(there)].map((tenant) => credentials(tenant)));
    expect(
      sts
        .commandCalls(AssumeRoleCommand)
        .map((call) => call.args[0].input.RoleSessionName)
        .sort(),
    ).toEqual(['bien-hoa', 'long-khanh']);
  });

  it('are asked for again after a failure', async () => {
    const credentials = open();
    sts
      .on(AssumeRoleCommand)
      .rejectsOnce(new Error('denied'))
      .resolves(answer('k', inMinutes(60)));
    await expect(credentials(here)).rejects.toThrow('denied');
    expect((await credentials(here)).accessKeyId).toBe('k');
  });
});
