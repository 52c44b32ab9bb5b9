import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform, type TenantId } from '../kernel/ids.ts';
import type { LogEntry, Ports, WorldSource } from '../ports/source.ts';
import { sqliteAccounts } from './accounts.ts';
import { type Database, openDatabase } from './database.ts';
import { hospitalsOf, lookUp, sqliteDirectory } from './directory.ts';
import { folderFiles } from './files.ts';
import { fetchedInquiries } from './inquiries.ts';
import { type Issuer, issuedSessions, openIssuer } from './issuer.ts';
import { embeddedKeys, openMasterKey, tenantKey } from './keys.ts';
import { type EmbeddedLake, folderLake } from './lake.ts';
import { sqliteLetters } from './letters.ts';
import { folderGrants, folderShared } from './shared.ts';
import { sqliteStandings, standingOf } from './standings.ts';
import { sqliteTable } from './table.ts';

export interface Embedded extends WorldSource {
  readonly database: Database;
  /** Where the content of files and grants lies. */
  readonly filesFolder: string;
  readonly lake: EmbeddedLake;
  readonly issuer: Issuer;
  /** Called after each write that carried events. */
  onEvents: () => void;
  close(): void;
}

interface EmbeddedOptions {
  /** Folder of the data, or `:memory:` for a world that ends with `close`. */
  readonly path: string;
  readonly now?: () => Date;
  readonly log?: (entry: LogEntry) => void;
}

/** The world on one machine: one SQLite file, one folder of files, one lake of Parquet, one master key. */
export function openEmbedded(options: EmbeddedOptions): Embedded {
  const inMemory = options.path === ':memory:';
  const folder = inMemory ? mkdtempSync(join(tmpdir(), 'hospital-')) : options.path;
  const path = inMemory ? ':memory:' : join(folder, 'province.sqlite');
  const master = openMasterKey(inMemory ? undefined : join(folder, 'keys'), !inMemory && existsSync(path));
  const database = openDatabase(path);
  const now = options.now ?? (() => new Date());
  const lake = folderLake(database, join(folder, 'lake'));
  const fingerprinting = tenantKey(master, platform, 'fingerprint');
  const opened = new Map<string, Ports>();
  const files = join(folder, 'files');
  const source: Embedded = {
    database,
    filesFolder: files,
    lake,
    issuer: openIssuer(database, master),
    onEvents: () => undefined,
    async ports(tenant: TenantId, context: string) {
      const name = `${tenant}/${context}`;
      const known = opened.get(name);
      if (known) return known;
      const fresh: Ports = {
        table: sqliteTable(database, { tenant, context, now, onEvents: () => source.onEvents() }),
        files: folderFiles(database, files, master, tenant, now),
        keys: embeddedKeys(database, master, tenant),
        directory: sqliteDirectory(database, tenant),
        shared: folderShared({ database, root: files, master }, tenant, now),
        grants: folderGrants({ database, root: files, master }, tenant),
        lake,
        letters: sqliteLetters(database, now, () => source.onEvents()),
        accounts: sqliteAccounts(database, tenant),
        sessions: issuedSessions(source.issuer, tenant, now),
        standings: sqliteStandings(database),
        inquiries: fetchedInquiries(),
      };
      opened.set(name, fresh);
      return fresh;
    },
    tenantOf: async (kind, value) => lookUp(database, kind, value),
    hospitals: async () => hospitalsOf(database),
    standingOf: async (tenant) => standingOf(database, tenant),
    fingerprint: (content) => createHmac('sha256', fingerprinting).update(content).digest('base64url'),
    now,
    log: options.log ?? (() => undefined),
    close() {
      lake.close();
      database.close();
      if (inMemory) rmSync(folder, { recursive: true, force: true });
    },
  };
  return source;
}
