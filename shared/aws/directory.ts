import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../kernel/ids.ts';
import type { Directory } from '../ports/world.ts';
import { cancellationReasons, patiently } from './patience.ts';

const entrySk = 'DIRECTORY';
const hospitalsPk = 'TENANTS';
const hospitalKind = 'hospital';

/** A kind holds no `#`, so that no value can be read as part of another kind. */
const kindName = /^[a-z][a-z0-9-]{0,31}$/;
const entryKey = (kind: string, value: string) => {
  if (!kindName.test(kind)) throw new Error('not a kind of the directory');
  return { pk: `DIR#${kind}#${value}`, sk: entrySk };
};

/** The tenant behind a global lookup, strongly consistent: a code may be used the moment after it was claimed. */
export async function lookUp(
  client: DynamoDBDocumentClient,
  tableName: string,
  kind: string,
  value: string,
): Promise<TenantId | undefined> {
  const command = new GetCommand({ TableName: tableName, Key: entryKey(kind, value), ConsistentRead: true });
  const answer = await patiently(() => client.send(command));
  return answer.Item?.['tenant'] as TenantId | undefined;
}

/** Every hospital, in order of its id: the values claimed under the kind `hospital`. */
export async function hospitalsOf(client: DynamoDBDocumentClient, tableName: string): Promise<readonly TenantId[]> {
  const hospitals: TenantId[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': hospitalsPk },
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    const answer = await patiently(() => client.send(command));
    hospitals.push(...(answer.Items ?? []).map((item) => item['sk'] as TenantId));
    start = answer.LastEvaluatedKey;
  } while (start);
  return hospitals;
}

/**
 * The directory port on the platform's table: one item for each value, and one in the list of hospitals for the kind
 * `hospital`. A repeated claim writes the same items again.
 */
export function dynamoDirectory(
  client: DynamoDBDocumentClient,
  options: { readonly tableName: string; readonly tenant: TenantId },
): Directory {
  const { tableName, tenant } = options;
  return {
    tenantOf: (kind, value) => lookUp(client, tableName, kind, value),
    async claim(kind, value) {
      const claimed = {
        Put: {
          TableName: tableName,
          Item: { ...entryKey(kind, value), tenant },
          ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
          ExpressionAttributeValues: { ':tenant': tenant },
        },
      };
      const listed = { Put: { TableName: tableName, Item: { pk: hospitalsPk, sk: value } } };
      const actions: TransactWriteCommandInput['TransactItems'] = kind === hospitalKind ? [claimed, listed] : [claimed];
      try {
        await patiently(() => client.send(new TransactWriteCommand({ TransactItems: actions })));
        return true;
      } catch (error) {
        if (cancellationReasons(error)?.includes('ConditionalCheckFailed')) return false;
        throw error;
      }
    },
  };
}
