import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Columns, type Misfit, type Row, readCsv, readRow } from '../kernel/csv.ts';
import { type Emitted, type EventContract, emit } from '../kernel/events.ts';
import { type ImportContinued, ImportId } from '../kernel/import-continued.ts';
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts';
import {
  Progress,
  putLatestOf,
  putRun,
  Reasons,
  type Run,
  reasonsOf,
  rowsPerPart,
  runs,
  waitingRows,
} from './imports.ts';
import type { Put } from './table.ts';
import type { World } from './world.ts';

export const ImportInput = z.strictObject({
  /** The whole text of the file. A body has at most 1 MB: a bigger file is sent in parts, each with the header. */
  csv: z.string(),
  /** `digest` of the dry run of this very text. Without it this is the dry run: nothing of the file is stored. */
  apply: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Rows with errors are left out; without it a file that has any is not applied. */
  skipErrors: z.boolean().optional(),
});

export const ImportChecked = z.object({
  state: z.enum(['checked', 'running', 'done']),
  rows: z.int(),
  /** Rows that make something new; of an import that runs already, those made so far. */
  accepted: z.int(),
  /** Rows that were brought before, in this file or an earlier one. */
  known: z.int(),
  refusedRows: z.int(),
  /** The first 200 of them. */
  refused: Progress.shape.refused,
  reasons: Reasons,
  digest: z.string(),
  /** Only when the file was applied. */
  import: ImportId.optional(),
});
export type ImportChecked = z.infer<typeof ImportChecked>;

export const importRefusals = [
  'csv-not-utf8',
  'csv-unreadable',
  'csv-header',
  'csv-too-long',
  'import-changed',
  'import-has-errors',
] as const;
/** Of a kind of which one file is worked off at a time. */
export const oneAtATimeRefusals = [...importRefusals, 'import-running'] as const;
type ImportRefusal = Refusal<(typeof importRefusals)[number]>;

/** What a context says of a row: new, known, or not to be taken. `facts` is what it learned while it looked. */
export type Verdict<C extends Columns, F> =
  | { readonly row: Row<C>; readonly is: 'new' | 'known'; readonly facts: F }
  | { readonly row: Row<C>; readonly is: 'refused'; readonly misfit: Misfit };
export type Judged<C extends Columns, F> = Extract<Verdict<C, F>, { facts: F }>;

/** One kind of file, as its context takes it. */
interface FileKind<C extends Columns, F> {
  readonly columns: C;
  readonly continued: EventContract<string, typeof ImportContinued>;
  /**
   * Looks at rows in the order of the file. Dry run and application both ask it, so that they agree: rows that repeat an
   * earlier row of the same file are judged as if that were stored already.
   * @param id of the import that is being worked off; absent while its file is only looked at
   */
  judge(rows: readonly Row<C>[], world: World, id?: string): Promise<readonly Verdict<C, F>[]>;
  /** Everything that at most 20 rows change, in at most 90 items and events; nothing is named twice. */
  make(judged: readonly Judged<C, F>[], world: World, id: string): Promise<{ put: Put[]; emit: Emitted[] }>;
}

/** Its files are only added to what is there: any number of them may be on their way. */
export interface ImportKind<C extends Columns, F> extends FileKind<C, F> {
  readonly asFound?: never;
}

/** Its files are compared with what is there, and taken only as that was shown. */
export interface ComparedKind<C extends Columns, F> extends FileKind<C, F> {
  /**
   * The digest names what was found too, and not the text alone: what an administrator saw in the dry run must still be
   * so when it is applied. Verdicts are the same for the same state of the store. Only one such file is worked off at
   * a time, so that two never mix row by row.
   */
  readonly asFound: true;
}
type AnyKind<C extends Columns, F> = ImportKind<C, F> | ComparedKind<C, F>;

/** Rows of one commit. */
const chunkRows = 20;
const mostShown = 200;

export const refusedRow = <C extends Columns>(
  row: Row<C>,
  column: keyof C & string,
  reason: Misfit['reason'],
): { row: Row<C>; is: 'refused'; misfit: Misfit } => ({
  row,
  is: 'refused',
  misfit: { line: row.line, column, reason },
});

/** What is stored of an import that waits for somebody; nothing for one that need not. */
type Hold<C extends Columns, F> = (id: string, fit: readonly Judged<C, F>[]) => Put | undefined;

/**
 * A dry run of a file, or its application when `apply` names the dry run of this very text and, where the kind says so,
 * of what it found; refused as `import-changed` when either is no longer the same. What a dry run found stays
 * outside the store. The same text again while it is worked off gives the import that runs.
 *
 * Of a kind whose digest names what was found, another file is refused as `import-running` until the one before it is
 * done. Should the word to go on with that one have been lost, the same application or the dry run of any file says it
 * again, unless somebody has to let it first: what is behind it already is not done twice.
 * @param hold makes what is stored of an import that waits for somebody, or nothing for one that need not: its rows are
 *   kept, and nothing begins before `kind.continued` is announced for them or they are dropped (`dropImport`)
 */
export function startImport<C extends Columns, F>(
  kind: ImportKind<C, F>,
  input: z.output<typeof ImportInput>,
  world: World,
  hold?: Hold<C, F>,
): Promise<ImportChecked | ImportRefusal>;
export function startImport<C extends Columns, F>(
  kind: ComparedKind<C, F>,
  input: z.output<typeof ImportInput>,
  world: World,
  hold?: Hold<C, F>,
): Promise<ImportChecked | ImportRefusal | Refusal<'import-running'>>;
export async function startImport<C extends Columns, F>(
  kind: AnyKind<C, F>,
  { csv, apply, skipErrors = false }: z.output<typeof ImportInput>,
  world: World,
  hold?: Hold<C, F>,
): Promise<ImportChecked | ImportRefusal | Refusal<'import-running'>> {
  const file = await readCsv(csv, kind.columns);
  if (isRefusal(file)) return file;
  // Keyed, so that a file of one line can't be guessed from it.
  const ofText = await world.keys.digest('moving-in', createHash('sha256').update(csv).digest('hex'));
  if (apply !== undefined && apply !== ofText && !kind.asFound) return refuse('import-changed');
  const before = apply === undefined ? undefined : await runs(world.table).ofText(ofText);
  const earlier = before?.run;
  const isRunning = earlier?.progress.state === 'running';
  const latest = kind.asFound && (await runs(world.table).ofKind(kind.continued.name));
  const other = latest?.run?.progress.state === 'running' ? latest.run : undefined;
  // What was found can't be found again once it was applied, so that this is the same request, done or not.
  if (earlier && apply && (earlier.shown ?? earlier.digest) === apply && (isRunning || kind.asFound)) {
    if (other?.progress.import === earlier.progress.import && !other.isHeld)
      world.table.commit({ emit: [goOn(kind, other)] });
    return checkedOf(earlier.progress, earlier.progress, apply);
  }
  if (other && apply !== undefined) return refuse('import-running');
  if (other && !other.isHeld) world.table.commit({ emit: [goOn(kind, other)] });

  const verdicts = await kind.judge(file.rows, world);
  const digest = kind.asFound ? await world.keys.digest('moving-in', foundOf(ofText, verdicts)) : ofText;
  if (apply !== undefined && apply !== digest) return refuse('import-changed');
  // Checked again while it is worked off.
  if (earlier && isRunning) return checkedOf(earlier.progress, earlier.progress, digest);
  const misfits = [...file.misfits, ...misfitsOf(verdicts)].toSorted((a, b) => a.line - b.line);
  const fit = verdicts.filter((verdict) => verdict.is !== 'refused');
  const known = fit.filter((verdict) => verdict.is === 'known').length;
  const counts = {
    rows: file.rows.length + file.misfits.length,
    known,
    refusedRows: misfits.length,
    refused: misfits.slice(0, mostShown),
  };
  const found = { ...counts, made: fit.length - known };
  if (apply === undefined) return checkedOf(found, undefined, digest);
  if (misfits.length > 0 && !skipErrors) return refuse('import-has-errors', `rows-${misfits.length}`);

  const at = world.now.toISOString();
  const begun = { import: world.newId(), startedAt: at, startedBy: world.caller.id };
  const progress: Progress = { ...begun, state: 'running', ...counts, done: misfits.length, made: 0, known: 0 };
  const held = fit.length > 0 ? hold?.(begun.import, fit) : undefined;
  const run: Run = {
    progress,
    ...(held && { isHeld: true }),
    digest: ofText,
    shown: digest,
    toDo: fit.length,
    rowsPerPart: rowsPerPart(fit.length, chunkRows),
    at: 0,
  };
  const begins = run.toDo === 0 ? ended(run, world) : run;
  const rows = await waitingRows(world.table, world.keys).starting(
    begins,
    fit.map(({ row }) => [row.line, [...row.texts]]),
    before?.version,
  );
  const put = [
    ...rows,
    ...(latest ? [putLatestOf(kind.continued.name, begins, latest.version)] : []),
    ...(held ? [held] : []),
  ];
  world.table.commit({ put, emit: run.toDo === 0 || held ? [] : [goOn(kind, begins)] });
  return checkedOf(found, begins.progress, digest);
}

/**
 * Works off the next rows of an import in one commit and asks for the rows after them. A repeated call for rows that
 * are behind us changes nothing.
 * @throws when the rows before these are not done yet, or the import is not there
 */
export async function continueImport<C extends Columns, F>(
  kind: AnyKind<C, F>,
  { import: id, from }: z.output<typeof ImportContinued>,
  world: World,
): Promise<void> {
  const found = await runs(world.table).find(id);
  if (!found) throw new Error(`rows came for an unknown import ${id}`);
  const run = found.value;
  if (run.at > from || run.progress.state === 'done') return;
  if (run.at < from) throw new Error(`import ${id} is at row ${run.at} and not yet at ${from}`);
  const { rows, remove } = await waitingRows(world.table, world.keys).next(run, chunkRows);
  const read = rows.map(([line, texts]) => readRow(line, texts, kind.columns));
  const fit = read.filter((row) => 'cells' in row);
  const verdicts = await kind.judge(fit, world, id);
  const judged = verdicts.filter((verdict) => verdict.is !== 'refused');
  const misfits = [...read.filter((row) => 'reason' in row), ...misfitsOf(verdicts)];
  const made = await kind.make(judged, world, id);
  const next = advanced(run, rows.length, judged, misfits);
  const isOver = next.at >= next.toDo;
  world.table.commit({
    put: [...made.put, putRun(isOver ? ended(next, world) : next, found.version)],
    remove,
    emit: [...made.emit, ...(isOver ? [] : [goOn(kind, next)])],
  });
}

/** Ends an import of which nothing was worked off yet: its rows go away. The run stays, over, with nothing done. */
export async function dropImport(id: string, world: World): Promise<void> {
  const found = await runs(world.table).find(id);
  if (!found || found.value.at > 0 || found.value.progress.state === 'done') return;
  world.table.commit({
    // What was shown of it is nobody's request any more: the same file may be brought again.
    put: [putRun({ ...ended(found.value, world), shown: '' }, found.version)],
    remove: await waitingRows(world.table, world.keys).all(found.value),
  });
}

/** The word that the rows from where the import stands are next. */
const goOn = <C extends Columns, F>({ continued }: AnyKind<C, F>, { progress, at }: Run): Emitted =>
  emit(continued, progress.import, { import: progress.import, from: at });

function advanced<C extends Columns, F>(
  run: Run,
  rows: number,
  judged: readonly Judged<C, F>[],
  misfits: readonly Misfit[],
): Run {
  const { progress, isHeld: _, ...rest } = run;
  const fresh = judged.filter(({ is }) => is === 'new').length;
  const refused = [...progress.refused, ...misfits].slice(0, mostShown);
  return {
    ...rest,
    at: run.at + rows,
    progress: {
      ...progress,
      done: progress.done + rows,
      made: progress.made + fresh,
      known: progress.known + judged.length - fresh,
      refusedRows: progress.refusedRows + misfits.length,
      refused,
    },
  };
}

/** The text, and what was found of each of its rows. */
const foundOf = <C extends Columns, F>(ofText: string, verdicts: readonly Verdict<C, F>[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ofText,
        verdicts.map((one) => (one.is === 'refused' ? one.misfit : [one.row.line, one.is, one.facts])),
      ]),
    )
    .digest('hex');

const ended = (run: Run, world: World): Run => ({
  ...run,
  progress: { ...run.progress, state: 'done', endedAt: world.now.toISOString() },
});

const misfitsOf = <C extends Columns, F>(verdicts: readonly Verdict<C, F>[]): Misfit[] =>
  verdicts.flatMap((verdict) => (verdict.is === 'refused' ? [verdict.misfit] : []));

type Found = Pick<Progress, 'rows' | 'made' | 'known' | 'refusedRows' | 'refused'>;

const checkedOf = (found: Found, progress: Progress | undefined, digest: string): ImportChecked => ({
  state: progress?.state ?? 'checked',
  rows: found.rows,
  accepted: found.made,
  known: found.known,
  refusedRows: found.refusedRows,
  refused: found.refused,
  reasons: reasonsOf(found.refused),
  digest,
  ...(progress && { import: progress.import }),
});

/** How far an import is, as its administrator reads it. */
export const ImportProgress = Progress.extend({ reasons: Reasons });

export async function readImport(
  id: string,
  world: World,
): Promise<z.infer<typeof ImportProgress> | Refusal<'not-found'>> {
  const found = await runs(world.table).find(id);
  if (!found) return refuse('not-found');
  const { progress } = found.value;
  return { ...progress, reasons: reasonsOf(progress.refused) };
}
