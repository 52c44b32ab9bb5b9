import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../kernel/ids.ts';
import type { Grant, Shared } from '../ports/world.ts';
import { patiently } from './patience.ts';

interface StoredGrant {
  readonly id: string;
  readonly from: TenantId;
  readonly to: TenantId;
  readonly purpose: Grant['purpose'];
  readonly subject: string;
  /** JSON text. */
  readonly document: string;
  /** The exact end in milliseconds; `expires` is the same, rounded up to seconds, for the service to drop the item. */
  readonly until: number;
}

const grantKey = (id: string) => ({ pk: `GRANT#${id}`, sk: 'GRANT' });
const isFailedCondition = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * The shared port on the platform's table. Only `to` can read a grant and only `from` can revoke it; both are compared
 * here, because the item belongs to neither tenant's partition.
 */
export function dynamoShared(
  client: DynamoDBDocumentClient,
  options: { readonly tableName: string; readonly tenant: TenantId; readonly now?: () => Date },
): Shared {
  const { tableName, tenant } = options;
  const now = (): number => (options.now?.() ?? new Date()).getTime();
  /** A condition that does not hold means that there is nothing to do. */
  const unlessDone = async (request: () => Promise<unknown>): Promise<void> => {
    try {
      await patiently(request);
    } catch (error) {
      if (!isFailedCondition(error)) throw error;
    }
  };
  return {
    grant: (grant) =>
      unlessDone(() =>
        client.send(
          new PutCommand({
            TableName: tableName,
            Item: {
              ...grantKey(grant.id),
              id: grant.id,
              from: tenant,
              to: grant.to,
              purpose: grant.purpose,
              subject: grant.subject,
              document: JSON.stringify(grant.document),
              until: grant.expires.getTime(),
              expires: Math.ceil(grant.expires.getTime() / 1000),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    async granted(id) {
      const command = new GetCommand({ TableName: tableName, Key: grantKey(id), ConsistentRead: true });
      const answer = await patiently(() => client.send(command));
      const grant = answer.Item as StoredGrant | undefined;
      if (!grant || grant.to !== tenant || grant.until <= now()) return undefined;
      const { from, to, purpose, subject, document, until } = grant;
      return { id, from, to, purpose, subject, document: JSON.parse(document) as unknown, expires: new Date(until) };
    },
    revoke: (id) =>
      unlessDone(() =>
        client.send(
          new DeleteCommand({
            TableName: tableName,
            Key: grantKey(id),
            ConditionExpression: '#from = :tenant',
            ExpressionAttributeNames: { '#from': 'from' },
            ExpressionAttributeValues: { ':tenant': tenant },
          }),
        ),
      ),
  };
}
