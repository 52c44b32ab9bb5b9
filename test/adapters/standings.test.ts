import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { cachedStanding, dynamoStandings, lookUpStanding } from '../../shared/aws/standings.ts';
import { TenantId } from '../../shared/kernel/ids.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-southeast-1' }));
const hospital = TenantId.parse('long-khanh');
const tableName = 'directory';
const at = (second: number): Date => new Date(Date.UTC(2026, 10, 24, 1, 0, second));
beforeEach(() => dynamo.reset());

describe('how a hospital stands, on DynamoDB', () => {
  it('is one item of its own kind, which is set again without harm', async () => {
    dynamo.on(PutCommand).resolves({});
    await dynamoStandings(client, tableName).set(hospital, 'suspended');
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: tableName,
      Item: { pk: 'STANDING#long-khanh', sk: 'STANDING', standing: 'suspended' },
    });
  });
  it('is active until somebody says otherwise', async () => {
    dynamo.on(GetCommand).resolves({});
    expect(await lookUpStanding(client, tableName, hospital)).toBe('active');
    dynamo.on(GetCommand).resolves({ Item: { standing: 'leaving' } });
    expect(await lookUpStanding(client, tableName, hospital)).toBe('leaving');
  });
  it('is asked once for all requests of half a minute, and then again', async () => {
    dynamo
      .on(GetCommand)
      .resolvesOnce({})
      .resolves({ Item: { standing: 'suspended' } });
    const standing = cachedStanding((tenant) => lookUpStanding(client, tableName, tenant));
    expect(await Promise.all([standing(hospital, at(0)), standing(hospital, at(29))])).toEqual(['active', 'active']);
    expect(await standing(hospital, at(31))).toBe('suspended');
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(2);
  });
  it('that could not be read is asked for again by the next request', async () => {
    dynamo
      .on(GetCommand)
      .rejectsOnce(new Error('gone'))
      .resolves({ Item: { standing: 'departed' } });
    const standing = cachedStanding((tenant) => lookUpStanding(client, tableName, tenant));
    await expect(standing(hospital, at(0))).rejects.toThrow('gone');
    expect(await standing(hospital, at(1))).toBe('departed');
  });
});
