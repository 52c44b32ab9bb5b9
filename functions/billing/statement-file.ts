import { statementImportContinued, statementLineMissed } from '../../shared/contracts/billing.ts';
import { required } from '../../shared/kernel/csv-columns.ts';
import { emit } from '../../shared/kernel/events.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { dong } from '../../shared/kernel/money.ts';
import { foldAccents } from '../../shared/kernel/text.ts';
import { LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';
import { type ImportKind, refusedRow } from '../../shared/ports/importing.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { dayAfter } from './days.ts';
import { hospitals } from './hospitals.ts';
import { reconciliations } from './reconciliations.ts';
import { explainedBy, isSameTransfer } from './reference.ts';
import { type LineName, lineId, putLine, type StoredLine, statementLines } from './statement-lines.ts';
import { statementRequests } from './statement-requests.ts';
import type { StatementLine } from './statements/line.ts';
import { transfers } from './transfers.ts';
import { putWorkItem } from './work-items.ts';

/** Where the text of a line is sealed. */
const sealing = 'statement-line';
const atOnce = 40;
const longestContent = 400;
/** A statement of the month in which a hospital comes in begins before it. */
const daysBeforeOpening = 31;
/** Of hospitals whose first day was not kept: as far as balances look back. */
const lookBackDays = 400;

const matching = (pattern: RegExp) => (cell: string) => (pattern.test(cell) ? cell : undefined);

/** The columns of a statement in the one form in which it waits, whatever layout it came in. Amounts are whole dong. */
const statementColumns = {
  reference: required([], 'not-a-code', matching(/^[\x20-\x7e]{1,100}$/)),
  account: required([], 'not-a-code', matching(/^[A-Za-z0-9]{1,34}$/)),
  day: required([], 'not-a-date', (cell) => {
    const day = LocalDay.safeParse(cell);
    return day.success ? day.data : undefined;
  }),
  amount: required([], 'not-an-amount', (cell) => (/^[1-9]\d{0,12}$/.test(cell) ? dong(Number(cell)) : undefined)),
  direction: required([], 'not-a-choice', (cell) => (cell === 'in' || cell === 'out' ? cell : undefined)),
  nth: required([], 'not-a-code', (cell) => (/^[1-9]\d{0,3}$/.test(cell) ? Number(cell) : undefined)),
  content: required([], 'bad-characters', (cell) => cell),
};

/** The text as far as a payment code needs it: no bank lets letters beyond ASCII pass, and none belongs to a code. */
export const plainContent = (text: string): string =>
  foldAccents(text)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replaceAll('"', ' ')
    .trim()
    .slice(0, longestContent);

/** Counts the lines that say the very same, so that each has a name of its own in every file of that day. */
export function namedLines(lines: readonly StatementLine[]): NamedLine[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const same = `${line.day}#${lineId({ ...line, nth: 0 })}`;
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    return { ...line, nth };
  });
}

export type NamedLine = StatementLine & LineName;

/** A statement in the form in which it waits; the same lines give the same text, whatever layout they came in. */
export const statementCsv = (lines: readonly NamedLine[]): string =>
  [
    Object.keys(statementColumns).join(','),
    ...lines.map(({ reference, account, day, amount, direction, nth, content }) =>
      [reference, account, day, amount, direction, nth, plainContent(content) || '-']
        .map((cell) => `"${String(cell).replaceAll('"', '""')}"`)
        .join(','),
    ),
  ].join('\n');

/** A new line that is to be settled; `apart` where its reference stands on another day too: payments that are not it. */
interface Missed<L> {
  readonly line: L;
  readonly apart?: readonly string[];
}

/** Lines by reference, which is spelt in both cases. */
function byReference<L extends LineName>(lines: readonly L[]): L[][] {
  const groups = new Map<string, L[]>();
  for (const line of lines) {
    const name = line.reference.toUpperCase();
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups.values()];
}

async function missedBy<L extends LineName>(group: readonly L[], table: TableReads): Promise<Missed<L>[]> {
  const [{ account, reference } = { account: '', reference: '' }] = group;
  const known = await transfers(table).of(reference);
  const posted = known.posted.filter((one) => one.account === account);
  const stored = await statementLines(table).named(account, reference);
  // What was brought before took its transfer then.
  const taken = new Set(explainedBy(posted, stored).map(({ transfer }) => transfer));
  const left = posted.filter((transfer) => !taken.has(transfer));
  const explained = explainedBy(left, group);
  const settled = new Set([...explained.map(({ line }) => line.day), ...stored.map(({ day }) => day)]);
  // Another line of a day is a difference of that day.
  const missed = new Map(group.filter(({ day }) => !settled.has(day)).map((line) => [line.day, line] as const));
  for (const line of group.toReversed()) if (missed.has(line.day)) missed.set(line.day, line);
  // Nobody told of it but those whose word was held for nothing new: this is another word.
  const ended = known.questions.filter(({ endedAt }) => endedAt !== undefined);
  const isExplained = (line: L) =>
    explained.some(
      (one) => one.line === line && one.transfer.amount === line.amount && one.transfer.direction === line.direction,
    );
  const asked = group.filter(
    (line) => !isExplained(line) && ended.some((one) => isSameTransfer(one, { ...line, at: startOfDay(line.day) })),
  );
  const isReused = posted.length > 0 || new Set([...stored, ...group].map(({ day }) => day)).size > 1;
  const apart = posted.map(({ payment }) => payment);
  return [...new Set([...missed.values(), ...asked])].map((line) => ({ line, ...(isReused && { apart }) }));
}

/**
 * Lines of which the ledger knows nothing: money that came in, and money that left for a refund or without one. Of lines
 * of a day that share a reference the first is settled; another, such as the fee of a transfer, stays a difference of
 * the day. A posted transfer explains one line: a reference that comes on another day is another movement.
 */
export async function missedOf<L extends LineName>(
  lines: readonly L[],
  { table }: Pick<World, 'table'>,
): Promise<Missed<L>[]> {
  return (await inParts(byReference(lines), atOnce, (group) => missedBy(group, table))).flat();
}

export const unsealContent = (line: StoredLine, { keys }: Pick<World, 'keys'>): Promise<string> =>
  line.sealed === undefined ? Promise.resolve('') : keys.unseal(sealing, line.sealed);

/**
 * References of these new lines of which the ledger knows nothing and that no second person let. A line may have been
 * known when it was looked at and be unknown by now: another statement took its transfer since.
 */
async function unapproved(lines: readonly LineName[], id: string | undefined, world: World): Promise<Set<string>> {
  if (id === undefined) return new Set();
  const isLet = await statementRequests(world.table).approved(id);
  const barred = (await missedOf(lines, world)).filter(({ line }) => !isLet(line));
  return new Set(barred.map(({ line }) => line.reference.toUpperCase()));
}

/** A bank's statement: each line is kept once, and what no callback told of is announced to be settled. */
export const statementFile: ImportKind<typeof statementColumns, LineName & { readonly content: string }> = {
  columns: statementColumns,
  continued: statementImportContinued,
  async judge(rows, world, id) {
    const kept = statementLines(world.table);
    const hospital = await hospitals(world.table).get();
    const first = dayAfter(hospital?.openedOn ?? dayAfter(localDay(world.now), -lookBackDays), -daysBeforeOpening);
    const known = await inParts(rows, atOnce, (row) => kept.isKnown(row.cells));
    const fresh = rows.flatMap(({ cells }, n) => (known[n] ? [] : [cells]));
    const barred = await unapproved(fresh, id, world);
    return rows.map((row, n) => {
      if (row.cells.day > localDay(world.now)) return refusedRow(row, 'day', 'in-future');
      if (row.cells.day < first) return refusedRow(row, 'day', 'before-opening');
      if (known[n]) return { row, is: 'known', facts: row.cells } as const;
      if (barred.has(row.cells.reference.toUpperCase())) return refusedRow(row, 'reference', 'not-approved');
      return { row, is: 'new', facts: row.cells } as const;
    });
  },
  async make(judged, world, id) {
    const fresh = judged.flatMap(({ is, facts }) => (is === 'new' ? [facts] : []));
    const unknown = await missedOf(fresh, world);
    const isLet = await statementRequests(world.table).approved(id);
    if (!unknown.every(({ line }) => isLet(line)))
      throw new Error(`lines of import ${id} became unknown while they were judged`);
    const missed = new Map(unknown.map(({ line, apart }) => [line, apart]));
    const at = world.now.toISOString();
    const lines = await inParts(fresh, atOnce, async (facts): Promise<StoredLine> => {
      const { content, ...name } = facts;
      const sealed = missed.has(facts) ? { sealed: await world.keys.seal(sealing, content) } : {};
      const apart = missed.get(facts);
      return { ...name, import: id, at, ...sealed, ...(apart && { apart }) };
    });
    const days = new Map(fresh.map(({ account, day }) => [`${account}#${day}`, { account, day }]));
    const grown = await inParts([...days.values()], atOnce, ({ account, day }) =>
      statementLines(world.table).growing(account, day, at),
    );
    const closed = await inParts([...days.entries()], atOnce, async ([name, { account, day }]) =>
      (await reconciliations(world.table).closing(account, day)) ? [name] : [],
    );
    // What was closed stays as it was, so the lines that come to it since are told of apart.
    const late = lines.filter(({ account, day }) => closed.flat().includes(`${account}#${day}`));
    const work = late.map(({ amount, reference }) =>
      putWorkItem({ id: world.newId(), kind: 'line-after-closing', at, amount, reference, provider: 'statement' }),
    );
    return {
      put: [...lines.map(putLine), ...grown, ...work],
      emit: [...missed.keys()].map((line) =>
        emit(statementLineMissed, id, { account: line.account, day: line.day, line: lineId(line) }),
      ),
    };
  },
};
