import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { personBySource } from '../../shared/contracts/identity.ts';
import type { Row, RowReason } from '../../shared/kernel/csv.ts';
import { amountOf, codeOf, dayOf, required } from '../../shared/kernel/csv-columns.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { foldAccents } from '../../shared/kernel/text.ts';
import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import { type ComparedKind, refusedRow, type Verdict } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { deposits } from './deposits.ts';
import { putEntry } from './journals.ts';
import { isSameBalance, type OpeningBalance, openingEntry } from './opening-balance.ts';
import { openingBalances, putOpeningBalance } from './opening-balances.ts';

const kinds: Readonly<Record<string, OpeningBalance['kind']>> = {
  owed: 'owed',
  no: 'owed',
  'con no': 'owed',
  deposit: 'deposit',
  'tam ung': 'deposit',
};

/** The columns of a file of open balances. Amounts are whole dong; `kind` says who holds them. */
export const balanceColumns = {
  source_ref: required(['ma_tham_chieu', 'so_chung_tu'], 'not-a-code', codeOf),
  source_id: required(['ma_benh_nhan', 'ma_bn'], 'not-a-code', codeOf),
  kind: required(['loai'], 'not-a-choice', (cell) => kinds[foldAccents(cell).toLowerCase()]),
  amount: required(['so_tien'], 'not-an-amount', amountOf),
  as_of: required(['tinh_den_ngay', 'ngay'], 'not-a-date', dayOf),
};
type BalanceRow = Row<typeof balanceColumns>;

type Stated = Pick<OpeningBalance, 'reference' | 'person' | 'kind' | 'amount' | 'asOf'>;
interface Known {
  readonly persons: ReadonlyMap<string, PersonId>;
  readonly balances: Map<string, Stated>;
  /** What is held for each patient, rows of the file that were found good included. Dong. */
  readonly held: Map<string, number>;
}

const atOnce = 40;
/** Older than any book that is still kept. */
const earliest = '1990-01-01';

function judgeBalance(
  row: BalanceRow,
  today: LocalDay,
  { persons, balances, held }: Known,
): Verdict<typeof balanceColumns, Stated> {
  const { source_ref: reference, source_id, kind, amount, as_of: asOf } = row.cells;
  const refused = (column: keyof BalanceRow['cells'], reason: RowReason) => refusedRow(row, column, reason);
  if (asOf > today) return refused('as_of', 'in-future');
  if (asOf < earliest) return refused('as_of', 'too-far');
  const person = persons.get(source_id);
  if (person === undefined) return refused('source_id', 'patient-unknown');
  const facts = { reference, person, kind, amount, asOf };
  const before = balances.get(reference);
  if (before)
    return isSameBalance(before, facts) ? { row, is: 'known', facts } : refused('source_ref', 'reference-differs');
  if (kind === 'deposit') {
    const balance = (held.get(person) ?? 0) + amount;
    if (!Number.isSafeInteger(balance)) return refused('amount', 'deposit-too-large');
    held.set(person, balance);
  }
  balances.set(reference, facts);
  return { row, is: 'new', facts };
}

async function knownOf(rows: readonly BalanceRow[], world: World): Promise<Known> {
  const sources = [...new Set(rows.map(({ cells }) => cells.source_id))];
  const { persons } = await world.ask(personBySource, { sources });
  const kept = openingBalances(world.table);
  const references = [...new Set(rows.map(({ cells }) => cells.source_ref))];
  const found = await inParts(references, atOnce, async (reference) => (await kept.find(reference)) ?? []);
  const patients = [...new Set(persons.map(({ person }) => person))];
  const balanceOf = async (person: PersonId) => [person, await deposits(world.table).balance(person)] as const;
  return {
    held: new Map(await inParts(patients, atOnce, balanceOf)),
    persons: new Map(persons.map(({ source, person }) => [source, person])),
    balances: new Map(found.flat().map((balance) => [balance.reference, balance])),
  };
}

/** The file of open balances: each is posted once for its reference, and a deposit can be spent like any other. */
export const balanceFile: ComparedKind<typeof balanceColumns, Stated> = {
  columns: balanceColumns,
  continued: balanceImportContinued,
  asFound: true,
  async judge(rows, world) {
    const known = await knownOf(rows, world);
    return rows.map((row) => judgeBalance(row, localDay(world.now), known));
  },
  async make(judged, world) {
    const postedAt = world.now.toISOString();
    const fresh = judged.flatMap(({ is, facts }) =>
      is === 'new' ? [{ ...facts, entry: world.newId(), postedAt }] : [],
    );
    const posted = fresh.map((balance) => ({ ...balance, posted: openingEntry(balance, localDay(world.now)) }));
    // Two deposits of one patient change one item.
    const held = Map.groupBy(
      posted.filter(({ kind }) => kind === 'deposit'),
      ({ person }) => person,
    );
    const added = await inParts([...held], atOnce, async ([person, brought]) => {
      const kept = await deposits(world.table).adding(person, ...brought.map((one) => one.posted));
      // The rows were judged against the balance just now: it grew in between, and the next try refuses them.
      if (isRefusal(kept)) throw new Error('a deposit grew while balances were being brought in');
      return kept.put;
    });
    const entries = posted.map((one) => putEntry(one.posted));
    // Four items a row at most: there is no room for an event each, and nobody waits for one.
    return { put: [...fresh.map(putOpeningBalance), ...entries, ...added.flat()], emit: [] };
  },
};
