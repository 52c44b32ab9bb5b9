import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../functions/registry.ts';
import { breaks } from './derive/compatible.ts';
import { doorsPage, permissionsPage } from './derive/doors.ts';
import { eventFiles } from './derive/events.ts';
import { openApi } from './derive/openapi.ts';

const docs = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs');

/** Everything under docs/ that the registry decides: path and text. */
const derived: Record<string, string> = {
  'openapi.json': `${JSON.stringify(openApi(registry), null, 2)}\n`,
  'doors.md': doorsPage(registry),
  'permissions.md': permissionsPage(registry),
  ...eventFiles(registry),
};

const check = process.argv.includes('--check');
const stale: string[] = [];
// What was published once is not rewritten: whoever needs another shape publishes the next version beside it.
const broken = Object.entries(derived).flatMap(([name, text]) => {
  const path = join(docs, name);
  if (!name.endsWith('.schema.json') || !existsSync(path)) return [];
  return breaks(JSON.parse(readFileSync(path, 'utf8')), JSON.parse(text)).map((what) => `${name}: ${what}`);
});
if (broken.length > 0) {
  console.error(`an event changed within its version; add it as the next version:\n${broken.join('\n')}`);
  process.exit(1);
}
for (const [name, text] of Object.entries(derived)) {
  const path = join(docs, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale.push(name);
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
// Schemas of events that nobody publishes any more stay until a person removes them: their samples are replayed.
const events = join(docs, 'events');
const orphans = existsSync(events)
  ? readdirSync(events).filter((name) => name.endsWith('.schema.json') && !(`events/${name}` in derived))
  : [];
if (orphans.length > 0) console.error(`no longer published: ${orphans.join(', ')}`);
if (check && stale.length > 0) {
  console.error(`derived documents are not up to date, run npm run derive: ${stale.join(', ')}`);
  process.exit(1);
}
console.log(
  check
    ? `${Object.keys(derived).length} derived documents are up to date`
    : `wrote ${stale.length} of ${Object.keys(derived).length} derived documents`,
);
