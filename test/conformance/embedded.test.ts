import { openEmbedded } from '../../shared/embedded/source.ts';
import { sqliteTable } from '../../shared/embedded/table.ts';
import type { Envelope } from '../../shared/kernel/events.ts';
import { startOfTests } from './opened.ts';
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
