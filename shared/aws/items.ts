import type { TenantId } from '../kernel/ids.ts';
import type { Item, Key, Put } from '../ports/table.ts';
import { outboxPrefix, tenantPrefix } from './schema.ts';

/**
 * An item as it lies in DynamoDB. The value is JSON text, not a map: a map loses the order of fields, refuses empty
 * field names and more than 32 levels, and then the two editions would not store the same. A counter has a version,
 * which is its count, and no value.
 */
export interface StoredItem {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly value?: string;
  readonly expires?: number;
  readonly i1pk?: string;
  readonly i1sk?: string;
  readonly i2pk?: string;
  readonly i2sk?: string;
}

/** Between the house's keys and those in DynamoDB, for one tenant: everything it builds begins with that tenant. */
export function tenantItems(tenant: TenantId) {
  const prefix = tenantPrefix(tenant);
  const physicalPk = (pk: string): string => {
    if (pk.startsWith(outboxPrefix)) throw new Error(`keys that begin with ${outboxPrefix} belong to the outbox`);
    return `${prefix}${pk}`;
  };
  const logicalPk = (pk: string): string => {
    if (!pk.startsWith(prefix)) throw new Error('the store answered with an item of another tenant');
    return pk.slice(prefix.length);
  };
  return {
    physicalPk,
    logicalPk,
    physical: (key: Key): Key => ({ pk: physicalPk(key.pk), sk: key.sk }),
    /** The whole item that this put leaves behind. */
    stored: (put: Put): StoredItem => ({
      pk: physicalPk(put.key.pk),
      sk: put.key.sk,
      version: put.expect === 'absent' ? 1 : put.expect + 1,
      value: JSON.stringify(put.value),
      ...(put.expires === undefined ? {} : { expires: put.expires }),
      ...(put.index1 ? { i1pk: physicalPk(put.index1.pk), i1sk: put.index1.sk } : {}),
      ...(put.index2 ? { i2pk: physicalPk(put.index2.pk), i2sk: put.index2.sk } : {}),
    }),
    item: <T>(stored: StoredItem): Item<T> => ({
      key: { pk: logicalPk(stored.pk), sk: stored.sk },
      version: stored.version,
      value: (stored.value === undefined ? { count: stored.version } : JSON.parse(stored.value)) as T,
    }),
  };
}
export type TenantItems = ReturnType<typeof tenantItems>;

/** Expired items are gone for every reader, whether or not the service has dropped them yet. */
export const isAlive = (item: StoredItem, nowSeconds: number): boolean =>
  item.expires === undefined || item.expires > nowSeconds;
