import * as z from 'zod';
import { rowReasons } from '../kernel/csv.ts';
import { ImportId } from '../kernel/import-continued.ts';
import { inParts } from '../kernel/in-parts.ts';
import { Instant } from '../kernel/time.ts';
import type { Item, Key, Put, Remove, TableReads } from './table.ts';
import type { Keys } from './world.ts';

const RefusedRow = z.object({
  /** The header is line 1. */
  line: z.int(),
  /** The column's English name, or `row`. */
  column: z.string(),
  reason: z.enum(Object.keys(rowReasons) as (keyof typeof rowReasons)[]),
});

/** How far a file has been worked off. No value of the file stands in it. */
export const Progress = z.object({
  import: ImportId,
  state: z.enum(['running', 'done']),
  /** Rows of the file; `made`, `known` and `refusedRows` add up to `done`, and `done` to `rows` at the end. */
  rows: z.int(),
  done: z.int(),
  made: z.int(),
  known: z.int(),
  refusedRows: z.int(),
  /** The first 200 of them. */
  refused: z.array(RefusedRow),
  startedAt: Instant,
  startedBy: z.string(),
  endedAt: Instant.optional(),
});
export type Progress = z.infer<typeof Progress>;

/** What the reasons that occur mean, for people. */
export const Reasons = z.record(z.string(), z.object({ vi: z.string(), en: z.string() }));
export const reasonsOf = (refused: Progress['refused']): z.infer<typeof Reasons> =>
  Object.fromEntries(refused.map(({ reason }) => [reason, rowReasons[reason]]));

/** A started import as it is stored. */
export interface Run {
  readonly progress: Progress;
  /** Waits for somebody, and begins only when that is decided. */
  readonly isHeld?: boolean;
  /** Of the text. */
  readonly digest: string;
  /** The digest of the dry run that was applied, which may also name what it found; absent in runs of before. */
  readonly shown?: string;
  /** Rows that were fit to be worked off, and how many of them lie in one stored part. */
  readonly toDo: number;
  readonly rowsPerPart: number;
  /** Of those, how many are behind us. */
  readonly at: number;
}

/** A row on its way: its line and its cells, in the order of the columns' definition. */
const Waiting = z.array(z.tuple([z.int(), z.array(z.string())]));
type Waiting = z.infer<typeof Waiting>;

const runKey = (id: string): Key => ({ pk: `IMPORT#${id}`, sk: 'RUN' });
const partKey = (id: string, part: number): Key => ({
  pk: `IMPORT#${id}`,
  sk: `PART#${String(part).padStart(4, '0')}`,
});
const textKey = (digest: string): Key => ({ pk: `IMPORT-TEXT#${digest}`, sk: 'LATEST' });
const kindKey = (kind: string): Key => ({ pk: `IMPORT-KIND#${kind}`, sk: 'LATEST' });

const sealing = 'moving-in';
/** Sealing takes 4 KB at once; a letter of three bytes may be cut in two, so bytes are sealed and not letters. */
const pieceBytes = 3_000;
/** Seals and digests under way at once. */
const atOnce = 40;
/** Parts of one file: with what else stands in the write, below the 100 items that a write may hold. */
const mostParts = 80;

/**
 * How many rows lie in one stored part: whole chunks, and no more parts than one write can hold.
 * @param chunk rows that one commit works off
 */
export const rowsPerPart = (rows: number, chunk: number): number =>
  chunk * Math.max(1, Math.ceil(rows / (chunk * mostParts)));

/** The import that a note names, and the version of that note; neither when there is no note. */
interface Latest {
  readonly run: Run | undefined;
  readonly version: number | undefined;
}

/** The imports that a context has begun. */
export const runs = (table: TableReads) => {
  const latestAt = async (key: Key): Promise<Latest> => {
    const latest = await table.get<{ import: string }>(key);
    const run = latest && (await table.get<Run>(runKey(latest.value.import)))?.value;
    return { run, version: latest?.version };
  };
  return {
    find: (id: string): Promise<Item<Run> | undefined> => table.get<Run>(runKey(id)),
    /** The latest import of this very text that was started. */
    ofText: (digest: string): Promise<Latest> => latestAt(textKey(digest)),
    /** The latest import of this kind that was started, where only one may run at a time. */
    ofKind: (kind: string): Promise<Latest> => latestAt(kindKey(kind)),
  };
};

/** @param version of the note about this kind, undefined when there is none. */
export const putLatestOf = (kind: string, run: Run, version: number | undefined): Put => ({
  key: kindKey(kind),
  value: { import: run.progress.import },
  expect: version ?? 'absent',
});

/**
 * The rows that wait. They lie sealed under the hospital's key, in parts; a part goes away in the very commit that
 * works off its last row, so that nothing of the file is left at the end.
 */
export const waitingRows = (table: TableReads, keys: Keys) => ({
  /** @param version of the note about this text, undefined when there is none. */
  async starting(run: Run, waiting: Waiting, version: number | undefined): Promise<Put[]> {
    const id = run.progress.import;
    const parts = Array.from({ length: Math.ceil(waiting.length / run.rowsPerPart) }, (_, part) =>
      waiting.slice(part * run.rowsPerPart, (part + 1) * run.rowsPerPart),
    );
    const puts: Put[] = [];
    for (const [part, rows] of parts.entries()) {
      puts.push({ key: partKey(id, part), value: { pieces: await seal(keys, rows) }, expect: 'absent' });
    }
    const text: Put = { key: textKey(run.digest), value: { import: id }, expect: version ?? 'absent' };
    return [{ key: runKey(id), value: run, expect: 'absent' }, text, ...puts];
  },
  /** The next `most` rows, and the removal of their part when they are its last. */
  async next(run: Run, most: number): Promise<{ rows: Waiting; remove: Remove[] }> {
    const id = run.progress.import;
    const part = await table.get<{ pieces: string[] }>(partKey(id, Math.floor(run.at / run.rowsPerPart)));
    if (!part) throw new Error(`import ${id} lost its part at row ${run.at}`);
    const waiting = await unseal(keys, part.value.pieces);
    const from = run.at % run.rowsPerPart;
    const rows = waiting.slice(from, from + most);
    const isLast = from + rows.length >= waiting.length;
    return { rows, remove: isLast ? [{ key: part.key, expect: part.version }] : [] };
  },
  /** The removal of every part that is left. */
  async all({ progress, toDo, rowsPerPart }: Run): Promise<Remove[]> {
    const parts = Array.from({ length: Math.ceil(toDo / rowsPerPart) }, (_, part) => partKey(progress.import, part));
    const found = await inParts(parts, atOnce, (key) => table.get<object>(key));
    return found.flatMap((part) => (part ? [{ key: part.key, expect: part.version }] : []));
  },
});

export const putRun = (run: Run, version: number): Put => ({
  key: runKey(run.progress.import),
  value: run,
  expect: version,
});

function seal(keys: Keys, rows: Waiting): Promise<string[]> {
  const bytes = Buffer.from(JSON.stringify(rows));
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, piece) =>
    bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes).toString('base64'),
  );
  return inParts(pieces, atOnce, (piece) => keys.seal(sealing, piece));
}

async function unseal(keys: Keys, sealed: readonly string[]): Promise<Waiting> {
  const pieces = await inParts(sealed, atOnce, (piece) => keys.unseal(sealing, piece));
  return Waiting.parse(JSON.parse(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString()));
}
