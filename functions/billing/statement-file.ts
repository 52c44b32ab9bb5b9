import { statementImportContinued, statementLineMissed } from '../../shared/contracts/billing.ts';
import { required } from '../../shared/kernel/csv-columns.ts';
import { emit } from '../../shared/kernel/events.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { dong } from '../../shared/kernel/money.ts';
import { foldAccents } from '../../shared/kernel/text.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { type ImportKind, refusedRow } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { type LineName, lineId, putLine, type StoredLine, statementLines } from './statement-lines.ts';
import type { StatementLine } from './statements/line.ts';
import { transfers } from './transfers.ts';

/** Where the text of a line is sealed. */
const sealing = 'statement-line';
const atOnce = 40;
const longestContent = 400;

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
const plain = (text: string): string =>
  foldAccents(text)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replaceAll('"', ' ')
    .trim()
    .slice(0, longestContent);

/** Counts the lines that say the very same, so that each has a name of its own in every file of that day. */
export function namedLines(lines: readonly StatementLine[]): (StatementLine & LineName)[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const same = `${line.day}#${lineId({ ...line, nth: 0 })}`;
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    return { ...line, nth };
  });
}

/** A statement in the form in which it waits; the same lines give the same text, whatever layout they came in. */
export const statementCsv = (lines: readonly (StatementLine & LineName)[]): string =>
  [
    Object.keys(statementColumns).join(','),
    ...lines.map(({ reference, account, day, amount, direction, nth, content }) =>
      [reference, account, day, amount, direction, nth, plain(content) || '-']
        .map((cell) => `"${String(cell).replaceAll('"', '""')}"`)
        .join(','),
    ),
  ].join('\n');

/**
 * Lines of which the ledger knows nothing: money that came in, and money that left for a refund or without one. Of lines
 * that share a reference the first is settled; another, such as the fee of a transfer, stays a difference of the day.
 */
export async function missedOf<L extends LineName>(lines: readonly L[], world: Pick<World, 'table'>): Promise<L[]> {
  const first = new Map<string, L>();
  for (const line of lines) if (!first.has(line.reference)) first.set(line.reference, line);
  const missed = await inParts([...first.values()], atOnce, async (line) =>
    (await transfers(world.table).posted(line.reference)) ? [] : [line],
  );
  return missed.flat();
}

export const unsealContent = (line: StoredLine, { keys }: Pick<World, 'keys'>): Promise<string> =>
  line.sealed === undefined ? Promise.resolve('') : keys.unseal(sealing, line.sealed);

/** A bank's statement: each line is kept once, and what no callback told of is announced to be settled. */
export const statementFile: ImportKind<typeof statementColumns, LineName & { readonly content: string }> = {
  columns: statementColumns,
  continued: statementImportContinued,
  async judge(rows, world) {
    const kept = statementLines(world.table);
    return inParts(rows, atOnce, async (row) => {
      if (row.cells.day > localDay(world.now)) return refusedRow(row, 'day', 'in-future');
      return { row, is: (await kept.isKnown(row.cells)) ? 'known' : 'new', facts: row.cells } as const;
    });
  },
  async make(judged, world, id) {
    const fresh = judged.flatMap(({ is, facts }) => (is === 'new' ? [facts] : []));
    const missed = new Set(await missedOf(fresh, world));
    const at = world.now.toISOString();
    const lines = await inParts(fresh, atOnce, async (facts): Promise<StoredLine> => {
      const { content, ...name } = facts;
      const sealed = missed.has(facts) ? { sealed: await world.keys.seal(sealing, content) } : {};
      return { ...name, import: id, at, ...sealed };
    });
    const days = new Map(fresh.map(({ account, day }) => [`${account}#${day}`, { account, day }]));
    const grown = await inParts([...days.values()], atOnce, ({ account, day }) =>
      statementLines(world.table).growing(account, day, at),
    );
    return {
      put: [...lines.map(putLine), ...grown],
      emit: [...missed].map((line) =>
        emit(statementLineMissed, id, { account: line.account, day: line.day, line: lineId(line) }),
      ),
    };
  },
};
