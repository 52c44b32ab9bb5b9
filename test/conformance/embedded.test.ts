import { randomBytes } from 'node:crypto';
import { hospitalsOf, lookUp, sqliteDirectory } from '../../shared/embedded/directory.ts';
import { folderGrants, folderShared } from '../../shared/embedded/shared.ts';
import { openEmbedded } from '../../shared/embedded/source.ts';
import { sqliteTable } from '../../shared/embedded/table.ts';
import type { Envelope } from '../../shared/kernel/events.ts';
import { startOfTests } from './opened.ts';
import { directoryConformance, sharedConformance } from './platform.ts';
import { tableConformance } from './suite.ts';

tableConformance(
  'the embedded table',
  async () => {
    let now = startOfTests;
    const embedded = openEmbedded({ path: ':memory:', now: () => now });
    return {
      table: (tenant, context) => sqliteTable(embedded.database, { tenant, context, now: () => now }),
      outbox: async (tenant, context) =>
        embedded.database
          .all<{ envelope: string }>('SELECT envelope FROM outbox WHERE tenant = ? AND context = ?', tenant, context)
          .map((row) => JSON.parse(row.envelope) as Envelope),
      setNow: (date) => {
        now = date;
      },
      close: async () => embedded.close(),
    };
  },
  { modelRuns: 200 },
);

directoryConformance('the embedded directory', async () => {
  const embedded = openEmbedded({ path: ':memory:' });
  const { database } = embedded;
  return {
    directory: (tenant) => sqliteDirectory(database, tenant),
    tenantOf: async (kind, value) => lookUp(database, kind, value),
    hospitals: async () => hospitalsOf(database),
    close: async () => embedded.close(),
  };
});

sharedConformance('the embedded grants', async () => {
  let now = startOfTests;
  const embedded = openEmbedded({ path: ':memory:' });
  const store = { database: embedded.database, root: embedded.filesFolder, master: randomBytes(32) };
  return {
    grants: (tenant) => folderGrants(store, tenant),
    shared: (tenant) => folderShared(store, tenant, () => now),
    setNow: (date) => {
      now = date;
    },
    close: async () => embedded.close(),
  };
});
