import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import {
  type BreakNote,
  type KeptBreak,
  keptBreak,
  mostBreaks,
  type Reconciliation,
  toldBreak,
} from './reconciliation.ts';

type Closed = Omit<Reconciliation, 'breaks'> & { readonly breaks: readonly KeptBreak[] };

const pkOf = (account: string, day: LocalDay): string => `RECONCILIATION#${account}#${day}`;
const closingKey = (account: string, day: LocalDay): Key => ({ pk: pkOf(account, day), sk: 'CLOSING' });
const noteKey = (account: string, day: LocalDay, id: string): Key => ({ pk: pkOf(account, day), sk: `BREAK#${id}` });

/** Notes of differences that are gone by now stay, so there may be more of them than differences. */
const mostNotes = 20 * mostBreaks;

export const reconciliations = (table: TableReads) => ({
  /** The day as it was when it was closed. */
  async closing(account: string, day: LocalDay): Promise<Reconciliation | undefined> {
    const closed = (await table.get<Closed>(closingKey(account, day)))?.value;
    return closed && { ...closed, breaks: closed.breaks.map(toldBreak) };
  },
  async notes(account: string, day: LocalDay): Promise<ReadonlyMap<string, BreakNote>> {
    const notes = await readAll<BreakNote>(table, { pk: pkOf(account, day), prefix: 'BREAK#' }, mostNotes);
    return new Map(notes.map((note) => [note.break, note]));
  },
  note: (account: string, day: LocalDay, id: string): Promise<Item<BreakNote> | undefined> =>
    table.get<BreakNote>(noteKey(account, day, id)),
});

/** What was closed is never changed. */
export const putClosing = (account: string, closed: Reconciliation): Put => ({
  key: closingKey(account, closed.day),
  value: { ...closed, breaks: closed.breaks.map(keptBreak) } satisfies Closed,
  expect: 'absent',
});

export const stillOpen = (account: string, day: LocalDay) => ({
  key: closingKey(account, day),
  expect: 'absent' as const,
});

export const putNote = (account: string, day: LocalDay, note: BreakNote, expect: Put['expect']): Put => ({
  key: noteKey(account, day, note.break),
  value: note,
  expect,
});
