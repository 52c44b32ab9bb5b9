import type { TenantId } from '../kernel/ids.ts';
import {
  Conflict,
  ForeignCursor,
  type Item,
  type Key,
  maxItemsPerWrite,
  type Page,
  type Put,
  type Query,
  type TenantTable,
  type Write,
} from '../ports/table.ts';
import type { Database } from './database.ts';

interface Row {
  pk: string;
  sk: string;
  version: number;
  value: string;
  expires: number | null;
  isk: string | null;
}

interface SqliteTableOptions {
  readonly tenant: TenantId;
  readonly context: string;
  readonly now: () => Date;
  /** Told after a write that carried events, so that the relay need not wait for its next look. */
  readonly onEvents?: () => void;
}

/** A cursor names a place in this query only; it is parsed, never trusted. */
const cursorOf = (row: Row): string =>
  Buffer.from(JSON.stringify([row.isk ?? '', row.pk, row.sk])).toString('base64url');

function readCursor(after: string): [string, string, string] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3 || !parsed.every((part) => typeof part === 'string')) {
    throw new ForeignCursor('not a cursor of this query');
  }
  return parsed as [string, string, string];
}

/** The table port on SQLite. Binary collation orders keys by UTF-8 bytes, as DynamoDB does. */
export function sqliteTable(database: Database, options: SqliteTableOptions): TenantTable {
  const { tenant, context } = options;
  const seconds = (): number => Math.floor(options.now().getTime() / 1000);
  const toItem = <T>(row: Row): Item<T> => ({
    key: { pk: row.pk, sk: row.sk },
    version: row.version,
    value: JSON.parse(row.value) as T,
  });
  /** 0 when absent or expired. */
  const versionOf = (key: Key): number =>
    database.one<{ version: number }>(
      'SELECT version FROM items WHERE tenant = ? AND context = ? AND pk = ? AND sk = ? AND (expires IS NULL OR expires > ?)',
      tenant,
      context,
      key.pk,
      key.sk,
      seconds(),
    )?.version ?? 0;

  const save = (put: Put, version: number): void => {
    database.run(
      `INSERT OR REPLACE INTO items (tenant, context, pk, sk, version, value, expires, i1pk, i1sk, i2pk, i2sk)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      tenant,
      context,
      put.key.pk,
      put.key.sk,
      version,
      JSON.stringify(put.value),
      put.expires ?? null,
      put.index1?.pk ?? null,
      put.index1?.sk ?? null,
      put.index2?.pk ?? null,
      put.index2?.sk ?? null,
    );
  };

  return {
    async get<T>(key: Key) {
      const row = database.one<Row>(
        `SELECT pk, sk, version, value, expires, NULL AS isk FROM items
         WHERE tenant = ? AND context = ? AND pk = ? AND sk = ? AND (expires IS NULL OR expires > ?)`,
        tenant,
        context,
        key.pk,
        key.sk,
        seconds(),
      );
      return row && toItem<T>(row);
    },

    async query<T>(query: Query): Promise<Page<T>> {
      if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > 1000)
        throw new RangeError('limit must be 1 to 1000');
      const [pk, sk] =
        query.index === undefined ? ['pk', 'sk'] : query.index === 'index1' ? ['i1pk', 'i1sk'] : ['i2pk', 'i2sk'];
      const where = [`tenant = ? AND context = ? AND ${pk} = ? AND (expires IS NULL OR expires > ?)`];
      const parameters: (string | number)[] = [tenant, context, query.pk, seconds()];
      if (query.prefix && (query.from !== undefined || query.to !== undefined)) {
        throw new Error('a query takes a prefix or a range, not both');
      }
      if (query.prefix !== undefined) {
        // Nothing that begins with the prefix sorts behind it followed by the last code point.
        where.push(`${sk} >= ? AND ${sk} < ?`);
        parameters.push(query.prefix, `${query.prefix}\u{10FFFF}`);
      }
      if (query.from !== undefined) {
        where.push(`${sk} >= ?`);
        parameters.push(query.from);
      }
      if (query.to !== undefined) {
        where.push(`${sk} < ?`);
        parameters.push(query.to);
      }
      const order = query.index === undefined ? ['sk'] : [sk, 'pk', 'sk'];
      if (query.after !== undefined) {
        const [isk, lastPk, lastSk] = readCursor(query.after);
        where.push(`(${order.join(', ')}) ${query.descending ? '<' : '>'} (${order.map(() => '?').join(', ')})`);
        parameters.push(...(query.index === undefined ? [lastSk] : [isk, lastPk, lastSk]));
      }
      const direction = query.descending ? 'DESC' : 'ASC';
      const rows = database.all<Row>(
        `SELECT pk, sk, version, value, expires, ${query.index === undefined ? 'NULL' : sk} AS isk FROM items
         WHERE ${where.join(' AND ')} ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`,
        ...parameters,
        query.limit + 1,
      );
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const items = page.map((row) => toItem<T>(row));
      return rows.length > query.limit && last ? { items, next: cursorOf(last) } : { items };
    },

    async next(key) {
      return database.transaction(() => {
        const row = database.one<{ value: string }>(
          'SELECT value FROM items WHERE tenant = ? AND context = ? AND pk = ? AND sk = ?',
          tenant,
          context,
          key.pk,
          key.sk,
        );
        const count = (row ? (JSON.parse(row.value) as { count: number }).count : 0) + 1;
        save({ key, value: { count }, expect: 'absent' }, count);
        return count;
      });
    },

    async write(write: Write) {
      const size = write.put.length + write.remove.length + write.expect.length + write.events.length;
      if (size > maxItemsPerWrite) throw new Error(`${size} items in one write, at most ${maxItemsPerWrite}`);
      database.transaction(() => {
        const touched = new Set<string>();
        const failed: Key[] = [];
        for (const { key, expect } of [...write.put, ...write.remove, ...write.expect]) {
          const name = `${key.pk}\u0000${key.sk}`;
          if (touched.has(name)) throw new Error('one write names an item twice');
          touched.add(name);
          const version = versionOf(key);
          const holds = expect === 'absent' ? version === 0 : expect === 'present' ? version > 0 : version === expect;
          if (!holds) failed.push(key);
        }
        if (failed.length > 0) throw new Conflict(failed);
        for (const put of write.put) save(put, put.expect === 'absent' ? 1 : put.expect + 1);
        for (const { key } of write.remove) {
          database.run(
            'DELETE FROM items WHERE tenant = ? AND context = ? AND pk = ? AND sk = ?',
            tenant,
            context,
            key.pk,
            key.sk,
          );
        }
        for (const envelope of write.events) {
          database.run(
            'INSERT INTO outbox (id, tenant, context, envelope) VALUES (?, ?, ?, ?)',
            envelope.id,
            tenant,
            context,
            JSON.stringify(envelope),
          );
        }
      });
      if (write.events.length > 0) options.onEvents?.();
    },
  };
}
