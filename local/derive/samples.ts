import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../shared/embedded/database.ts';
import type { Envelope } from '../../shared/kernel/events.ts';

/**
 * Keeps the first event of each type that one hospital of a data folder has published as its golden sample; one that is
 * there already is never replaced. `node local/derive/samples.ts DATA_DIR HOSPITAL`
 */
const [, , folder, hospital] = process.argv;
if (folder === undefined || hospital === undefined) throw new Error('which data folder, which hospital?');
const events = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'events');
const database = openDatabase(join(resolve(folder), 'province.sqlite'));
for (const { envelope } of database.all<{ envelope: string }>('SELECT envelope FROM outbox ORDER BY seq')) {
  const event = JSON.parse(envelope) as Envelope;
  const path = join(events, `${event.name}.v${event.version}.sample.json`);
  const named = (event.data as { hospital?: string }).hospital ?? event.tenant;
  if (existsSync(path) || named !== hospital) continue;
  writeFileSync(path, `${JSON.stringify(event, null, 2)}\n`);
  console.log(path);
}
database.close();
