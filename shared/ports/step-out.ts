import { createHash } from 'node:crypto';
import {
  type Advance,
  type DayExport,
  departureAdvanced,
  departurePaths,
  type ExportedFile,
  type InCustody,
  type Removal,
  type Walked,
} from '../contracts/departure.ts';
import { emit } from '../kernel/events.ts';
import { inParts } from '../kernel/in-parts.ts';
import { LocalDay } from '../kernel/time.ts';
import type { Item } from './table.ts';
import { partitionsOf, walk } from './walk.ts';
import { FileExists, type Files, type World } from './world.ts';

/** Partitions that outlive the hospital's stay, and the law that says so. */
export interface Keeping {
  /** What their keys begin with. */
  readonly partitions: string;
  readonly because: string;
}

/** Who saw and changed what must stay answerable for as long as a record of it stays. */
export const auditKept: Keeping = {
  partitions: 'AUDIT#',
  because: 'audit trail of records in custody (Circular 33/2025/TT-BYT)',
};

interface Leaving {
  readonly owner: Walked;
  readonly keeps: readonly Keeping[];
  /** The locked file that an item speaks of. */
  readonly custody?: (item: Item<object>) => InCustody | undefined;
  /** What lies sealed in an item: it is handed over readable, because the key stays. Secrets of machines are not. */
  readonly opened?: (value: object) => Promise<unknown>;
}

const openedAtOnce = 40;

const itemsInStep = 1000;
const daysInStep = 20;
const bytesInFile = 2_000_000;
/** A write takes 100 items; the mark, the audit entry and the event are three of them. */
const removedInStep = 85;

/**
 * One bounded step of a context's way out: what it handed over or removed, and the next step, in one commit. Killed
 * anywhere it begins the step again: files are written once and removals count only with the commit.
 */
export async function stepOut(world: World, leaving: Leaving, advance: Advance): Promise<void> {
  const next = await (advance.stage === 'export'
    ? exportOn(world, leaving, advance)
    : removeOn(world, leaving, advance));
  if (next) world.table.commit({ emit: [emit(departureAdvanced[leaving.owner], advance.departure, next)] });
}

const following = (day: LocalDay): LocalDay =>
  LocalDay.parse(new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10));

/** The first content that was written stands: an attempt that died may have written it. */
async function putFirst(files: Files, path: string, content: string, contentType: string): Promise<void> {
  try {
    await files.put('exports', path, Buffer.from(content), { contentType });
  } catch (error) {
    if (!(error instanceof FileExists)) throw error;
  }
}

async function exportOn(world: World, leaving: Leaving, advance: Advance): Promise<Advance | undefined> {
  let { day, place, files } = advance;
  let budget = itemsInStep;
  for (let days = 0; days < daysInStep; days++) {
    const lines: string[] = [];
    let bytes = 0;
    const custody: InCustody[] = [];
    for await (const page of walk(world.table, await partitionsOf(world.table, day), () => 200, place)) {
      place = page.next;
      for (const line of await inParts(page.items, openedAtOnce, (item) => lineOf(leaving, item))) {
        lines.push(line);
        bytes += Buffer.byteLength(line) + 1;
      }
      budget -= page.items.length;
      if (budget <= 0 || bytes >= bytesInFile) {
        return { ...advance, day, place, files: [...files, await fileOf(world, leaving, advance, day, lines)] };
      }
    }
    if (lines.length > 0) files = [...files, await fileOf(world, leaving, advance, day, lines)];
    // What is in custody is read from the files of the day, so that nothing must be carried from step to step.
    for (const file of files) custody.push(...(await custodyIn(world.files, leaving, file)));
    const handed: DayExport = { day, files: [...files], custody };
    const { departure } = advance;
    await putFirst(
      world.files,
      departurePaths.day(departure, leaving.owner, day),
      JSON.stringify(handed),
      'application/json',
    );
    if (day >= advance.to) return undefined;
    day = following(day);
    place = undefined;
    files = [];
  }
  return { ...advance, day, place, files };
}

async function lineOf({ opened }: Leaving, { key, version, value }: Item<object>): Promise<string> {
  const open = await opened?.(value);
  return JSON.stringify({ key, version, value, ...(open === undefined ? {} : { opened: open }) });
}

async function fileOf(
  { files }: World,
  { owner }: Leaving,
  { departure }: Advance,
  day: LocalDay,
  lines: readonly string[],
): Promise<ExportedFile> {
  const content = Buffer.from(`${lines.join('\n')}\n`);
  const digest = createHash('sha256').update(content).digest('hex');
  const path = departurePaths.file(departure, owner, `${day}-${digest.slice(0, 12)}.ndjson`);
  const { bytes, sha256 } = await files.put('exports', path, content, { contentType: 'text/plain; charset=utf-8' });
  return { path, bytes, sha256, items: lines.length };
}

async function custodyIn(files: Files, { custody }: Leaving, { path }: ExportedFile): Promise<InCustody[]> {
  if (!custody) return [];
  const content = await files.get('exports', path);
  if (!content) throw new Error(`${path} was exported and is gone`);
  const lines = Buffer.from(content).toString('utf8').trimEnd().split('\n');
  return lines.flatMap((line) => custody(JSON.parse(line)) ?? []);
}

async function removeOn(world: World, leaving: Leaving, advance: Advance): Promise<Advance | undefined> {
  let { day, place, removed, keys } = advance;
  const kept = leaving.keeps.map((_, rule) => advance.kept[rule] ?? 0);
  const removing: Item<object>[] = [];
  let seen = 0;
  const isFull = (): boolean => removing.length >= removedInStep || seen >= itemsInStep;
  const most = (): number => removedInStep - removing.length;
  for (let days = 0; days < daysInStep; days++) {
    const pages = walk(world.table, await partitionsOf(world.table, day), most, place);
    for await (const page of pages) {
      place = page.next;
      seen += page.items.length;
      for (const item of page.items) {
        const rule = leaving.keeps.findIndex(({ partitions }) => item.key.pk.startsWith(partitions));
        if (rule >= 0) {
          kept[rule] = (kept[rule] ?? 0) + 1;
          continue;
        }
        // Two days may have changed one partition; the item goes with the first of them.
        if (removing.some(({ key }) => key.pk === item.key.pk && key.sk === item.key.sk)) continue;
        removing.push(item);
        const { pk, sk } = item.key;
        keys = createHash('sha256').update(`${keys}\n${pk}\t${sk}\t${item.version}`).digest('hex');
      }
      if (isFull()) break;
    }
    if (isFull()) break;
    if (day >= advance.to) {
      const outcome: Removal = {
        removed: removed + removing.length,
        keysSha256: keys,
        kept: leaving.keeps.map((rule, n) => ({ ...rule, met: kept[n] ?? 0 })),
      };
      if (removing.length > 0) break;
      const path = departurePaths.removal(advance.departure, leaving.owner);
      await putFirst(world.files, path, JSON.stringify(outcome), 'application/json');
      return undefined;
    }
    day = following(day);
    place = undefined;
  }
  world.table.commit({ remove: removing.map(({ key, version }) => ({ key, expect: version })) });
  removed += removing.length;
  return { ...advance, day, place, removed, kept, keys };
}
