import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import type { Movement, TillSession } from './till.ts';

/** Far above a day at one desk; a fuller session is closed and another opened. */
export const mostMovements = 5_000;

const pkOf = (session: string): string => `TILL-SESSION#${session}`;
const sessionKey = (session: string): Key => ({ pk: pkOf(session), sk: 'SESSION' });
const tillKey = (till: string): Key => ({ pk: `TILL#${till}`, sk: 'TILL' });
const cashierKey = (cashier: string): Key => ({ pk: `CASHIER#${encodeURIComponent(cashier)}`, sk: 'CASHIER' });
const shortKey = (cashier: string, day: LocalDay): Key => ({ ...cashierKey(cashier), sk: `SHORT#${day}` });
const dayPk = (day: string): string => `TILL-DAY#${day}`;
const skOf = ({ openedAt, session }: TillSession): string => `${openedAt}#${session}`;
/** Sessions that are not closed. */
const openPk = 'TILL-OPEN';
const movementPrefix = 'MOVEMENT#';

/** Which session a till or a cashier is in; none between two. */
interface Seat {
  readonly session?: string;
}

const putSeat = (key: Key, seat: Seat, before: Item<Seat> | undefined): Put => ({
  key,
  value: seat,
  expect: before?.version ?? 'absent',
});

export const tillSessions = (table: TableReads) => ({
  find: (session: string): Promise<Item<TillSession> | undefined> => table.get<TillSession>(sessionKey(session)),
  /** The session in which this till is now. */
  async at(till: string): Promise<Item<TillSession> | undefined> {
    const session = (await table.get<Seat>(tillKey(till)))?.value.session;
    return session === undefined ? undefined : this.find(session);
  },
  /** The till's and the cashier's seats, and the session in which each of them is. */
  async seats(till: string, cashier: string) {
    const [ofTill, ofCashier] = [await table.get<Seat>(tillKey(till)), await table.get<Seat>(cashierKey(cashier))];
    const put = (seat: Seat): Put[] => [
      putSeat(tillKey(till), seat, ofTill),
      putSeat(cashierKey(cashier), seat, ofCashier),
    ];
    return { till: ofTill?.value.session, cashier: ofCashier?.value.session, put };
  },
  /** What moved the drawer, in order. */
  movements: (session: string): Promise<readonly Movement[]> =>
    readAll<Movement>(table, { pk: pkOf(session), prefix: movementPrefix }, mostMovements),
  /** Dong that were short in a cashier's closings of a day, and the write that adds to it: two at once never both see the old sum. */
  async shortOf(cashier: string, day: LocalDay) {
    const found = await table.get<{ short: Dong }>(shortKey(cashier, day));
    const short = found?.value.short ?? dong(0);
    const adding = (more: Dong): Put => ({
      key: shortKey(cashier, day),
      value: { short: dong(short + more) },
      expect: found?.version ?? 'absent',
    });
    return { short, adding };
  },
  /** Sessions opened on a Vietnamese day, or all that are not closed, newest first; `after` is `next` of the page before. */
  async of(
    day: LocalDay | 'not-closed',
    limit: number,
    after: string | undefined,
  ): Promise<{ sessions: TillSession[]; next: string | undefined }> {
    const range = { from: '0', to: after ?? end, descending: true };
    const where =
      day === 'not-closed' ? { index: 'index2' as const, pk: openPk } : { index: 'index1' as const, pk: dayPk(day) };
    const page = await table.query<TillSession>({ ...where, ...range, limit });
    const sessions = page.items.map((item) => item.value);
    const last = sessions.at(-1);
    return { sessions, next: page.next !== undefined && last ? skOf(last) : undefined };
  },
});

export const putSession = (session: TillSession, expect: Put['expect']): Put => ({
  key: sessionKey(session.session),
  value: session,
  expect,
  index1: { pk: dayPk(session.day), sk: skOf(session) },
  ...(session.state !== 'closed' && { index2: { pk: openPk, sk: skOf(session) } }),
});

/** One item for each movement, never changed; the session's version in the same commit keeps a closing from missing it. */
export const putMovement = ({ value, version }: Item<TillSession>, movement: Movement): Put[] => [
  putSession({ ...value, moved: value.moved + 1 }, version),
  {
    key: { pk: pkOf(value.session), sk: `${movementPrefix}${movement.at}#${movement.movement}` },
    value: movement,
    expect: 'absent',
  },
];
