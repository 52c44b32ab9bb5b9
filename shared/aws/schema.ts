import type { TenantId } from '../kernel/ids.ts';

/** The two indexes of a context's table. Both project ALL, or a read through them would cost a second read. */
export const indexes = {
  index1: { partitionKey: 'i1pk', sortKey: 'i1sk' },
  index2: { partitionKey: 'i2pk', sortKey: 'i2sk' },
} as const;

/** How a context's table lies in DynamoDB. Infrastructure, adapter and conformance runner read it from here. */
export const tableSchema = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes,
  projection: 'ALL',
  /** Unix seconds. The service may take days to drop an expired item, so every read filters as well. */
  ttlAttribute: 'expires',
  /** The relay reads the outbox items from the stream of new images. */
  streamView: 'NEW_IMAGE',
} as const;

/** The platform's table (directory and grants): the same keys, no index, no stream. */
export const platformSchema = { partitionKey: 'pk', sortKey: 'sk', ttlAttribute: 'expires' } as const;

/** An outbox item carries its envelope here, as JSON text; no other item has the attribute. */
export const eventAttribute = 'event';

/**
 * The event source mapping's filter: only new outbox items wake the relay. `exists` matches leaves only, which is why
 * the envelope is text and not a map.
 */
export const outboxFilter = {
  eventName: ['INSERT'],
  dynamodb: { NewImage: { [eventAttribute]: { S: [{ exists: true }] } } },
};

/** What every physical partition key of a tenant begins with; no tenant id holds a `#`, so no prefix holds another. */
export const tenantPrefix = (tenant: TenantId): string => `T#${tenant}#`;

/** The `dynamodb:LeadingKeys` pattern of the role whose session carries the tag `tenant`. */
export const leadingKeys = 'T#${aws:PrincipalTag/tenant}#*';

/** Logical partition keys that begin so belong to the adapter. */
export const outboxPrefix = 'OUT#';

/** A dead reaction can be redriven for 14 days from its queue; the outbox copy serves only the stream (24 hours). */
export const outboxSeconds = 7 * 86_400;

/** The attribute definitions and keys as `CreateTable` takes them, for tables made outside the stacks (DynamoDB Local). */
export const createTableInput = (tableName: string) => {
  const key = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const names = [
    tableSchema.partitionKey,
    tableSchema.sortKey,
    ...Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
    KeySchema: key(tableSchema.partitionKey, tableSchema.sortKey),
    GlobalSecondaryIndexes: Object.entries(indexes).map(([name, index]) => ({
      IndexName: name,
      KeySchema: key(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: tableSchema.projection },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: tableSchema.streamView },
  };
};
