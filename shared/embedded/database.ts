import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

const schema = `
CREATE TABLE IF NOT EXISTS items (
  tenant TEXT NOT NULL, context TEXT NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
  version INTEGER NOT NULL, value TEXT NOT NULL, expires INTEGER,
  i1pk TEXT, i1sk TEXT, i2pk TEXT, i2sk TEXT,
  PRIMARY KEY (tenant, context, pk, sk)
) WITHOUT ROWID, STRICT;
CREATE INDEX IF NOT EXISTS items_index1 ON items (tenant, context, i1pk, i1sk, pk, sk) WHERE i1pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS items_index2 ON items (tenant, context, i2pk, i2sk, pk, sk) WHERE i2pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS items_expires ON items (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, context TEXT NOT NULL,
  envelope TEXT NOT NULL, relayed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (seq) WHERE relayed = 0;
CREATE TABLE IF NOT EXISTS letters (
  id TEXT PRIMARY KEY, door TEXT NOT NULL, tenant TEXT NOT NULL, envelope TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL, state TEXT NOT NULL, error TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX IF NOT EXISTS letters_due ON letters (due) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS directory (
  kind TEXT NOT NULL, value TEXT NOT NULL, tenant TEXT NOT NULL, PRIMARY KEY (kind, value)
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS grants (
  id TEXT PRIMARY KEY, granted_by TEXT NOT NULL, granted_to TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL,
  sha256 TEXT NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS files (
  tenant TEXT NOT NULL, shelf TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  content_type TEXT NOT NULL, version TEXT NOT NULL, locked_until INTEGER, legal_hold INTEGER NOT NULL,
  PRIMARY KEY (tenant, shelf, path)
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS accounts (
  tenant TEXT NOT NULL, login TEXT NOT NULL, subject TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, open INTEGER NOT NULL,
  PRIMARY KEY (tenant, login)
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS standings (tenant TEXT PRIMARY KEY, standing TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS signing_keys (tenant TEXT PRIMARY KEY, sealed TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS lake_waiting (
  dataset TEXT NOT NULL, fact TEXT NOT NULL, month TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (dataset, fact)
) WITHOUT ROWID, STRICT;
`;

/** Data of an early version kept each granted document itself, in the clear: they go, and are granted again if need be. */
function dropPlainGrants(sqlite: DatabaseSync): void {
  const columns = sqlite.prepare("SELECT name FROM pragma_table_info('grants')").all();
  if (!columns.some(({ name }) => name === 'document')) return;
  sqlite.exec('DROP TABLE grants');
  sqlite.exec(schema);
}

/** One SQLite file, one writer. Statements are prepared once and kept. */
export interface Database {
  all<T>(sql: string, ...parameters: SQLInputValue[]): T[];
  one<T>(sql: string, ...parameters: SQLInputValue[]): T | undefined;
  /** Rows changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number;
  /** All or nothing; takes the write lock first, so that what is read inside still holds at the end. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens `path` (or `:memory:`). `synchronous=FULL`: a commit that was acknowledged survives a power cut, which is what
 * DynamoDB promises too.
 */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const sqlite = new DatabaseSync(path, { timeout: 5_000 });
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  sqlite.exec(schema);
  dropPlainGrants(sqlite);
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const fresh = sqlite.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  return {
    all: <T>(sql: string, ...parameters: SQLInputValue[]) => statement(sql).all(...parameters) as T[],
    one: <T>(sql: string, ...parameters: SQLInputValue[]) => statement(sql).get(...parameters) as T | undefined,
    run: (sql, ...parameters) => Number(statement(sql).run(...parameters).changes),
    transaction(work) {
      sqlite.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        sqlite.exec('COMMIT');
        return result;
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => sqlite.close(),
  };
}
