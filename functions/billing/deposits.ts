import * as z from 'zod';
import { depositChanged } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { BillId, EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import { accounts, type Entry } from './ledger.ts';

/** One line of a patient's deposit, written with its ledger entry and never changed. */
export const Movement = z.object({
  at: Instant,
  day: LocalDay,
  /** The ledger entry and its kind. */
  entry: z.string(),
  kind: z.string(),
  /** Dong that came, or left when negative; and what was held then. */
  amount: Dong,
  balance: Dong,
  bill: BillId.optional(),
  encounter: EncounterId.optional(),
});
type Movement = z.infer<typeof Movement>;

/** What was held before movements were kept stands in the balance of the first. */
interface Held {
  readonly balance: Dong;
}

/** What entries do to a patient's deposit: the balance, its movements, and the events that tell of them. */
interface DepositChange {
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
  readonly balance: Dong;
}

const keyOf = (person: string) => ({ pk: `DEPOSIT#${person}`, sk: 'DEPOSIT' });
const movementsOf = (person: string): string => `MOVEMENTS#${person}`;
/** By the version of the balance that the movement found, and its turn within the commit: the very order of balances. */
const skOf = (version: number, turn: number): string =>
  `${String(version).padStart(9, '0')}#${String(turn).padStart(2, '0')}`;
/** Where a page of movements ends. */
export const MovementCursor = z.string().regex(/^\d{9}#\d{2}$/);

/**
 * Money the hospital holds for a patient: one balance for each patient and hospital, which the One Card spends. It can
 * be spent, so it is an item of its own with a version. Amounts are read off the ledger entry that goes into the same
 * commit, so that balance, movements and account are one sum.
 */
export const deposits = (table: TableReads) => ({
  /** Dong held for the patient now. */
  balance: async (person: string): Promise<Dong> => dong((await table.get<Held>(keyOf(person)))?.value.balance ?? 0),
  /**
   * What these entries put into the patient's deposit; all of one commit in one call. Refused when the balance would be
   * above 2^53 - 1 dong, which cannot be told exactly.
   * @throws Error when they take something out: that is for `taking`, which looks whether it is there.
   */
  async adding(person: string, ...entries: readonly Entry[]): Promise<DepositChange | Refusal<'deposit-too-large'>> {
    if (entries.some((entry) => heldBy(entry, person) < 0))
      throw new Error(`a deposit of ${person} is spent by adding`);
    const before = await table.get<Held>(keyOf(person));
    const balance = entries.reduce((sum, entry) => sum + heldBy(entry, person), before?.value.balance ?? 0);
    return Number.isSafeInteger(balance) ? change(person, before, entries) : refuse('deposit-too-large');
  },
  /** What the entry takes out of the patient's deposit; refused with the balance when it holds less. */
  async taking(person: string, entry: Entry): Promise<DepositChange | Refusal<'balance-too-low'>> {
    const before = await table.get<Held>(keyOf(person));
    const balance = before?.value.balance ?? 0;
    return balance + heldBy(entry, person) < 0
      ? refuse('balance-too-low', String(balance))
      : change(person, before, [entry]);
  },
  /** Newest first; `after` is `next` of the page before. */
  async movements(
    person: PersonId,
    limit: number,
    after: string | undefined,
  ): Promise<{ items: Movement[]; next: string | undefined }> {
    const range = { from: '0', to: after ?? end, descending: true };
    const page = await table.query<Movement>({ pk: movementsOf(person), ...range, limit });
    const items = page.items.map((item) => item.value);
    return { items, next: page.next === undefined ? undefined : page.items.at(-1)?.key.sk };
  },
  /** The write that takes `amount` dong out of the patient's deposit; undefined when it holds less. */
  async spending(person: string, amount: Dong): Promise<Put | undefined> {
    const before = await table.get<{ balance: Dong }>(keyOf(person));
    if (!before || before.value.balance < amount) return undefined;
    const balance = dong(before.value.balance - amount);
    return { key: keyOf(person), value: { balance }, expect: before.version };
  },
});

/** Dong that an entry adds to what the hospital holds for the patient: a deposit is owed, so it stands in credit. */
const heldBy = ({ postings }: Entry, person: string): Dong =>
  sumDong(postings.filter(({ account }) => account === accounts.deposit(person)).map(({ amount }) => dong(-amount)));

function change(person: string, before: Item<Held> | undefined, entries: readonly Entry[]): DepositChange {
  let balance = before?.value.balance ?? dong(0);
  const moved = entries.map((entry): Movement => {
    const amount = heldBy(entry, person);
    balance = dong(balance + amount);
    const { id, at, day, kind, bill, encounter } = entry;
    const about = {
      ...(bill !== undefined && { bill: BillId.parse(bill) }),
      ...(encounter !== undefined && { encounter: EncounterId.parse(encounter) }),
    };
    return { at, day, entry: id, kind, amount, balance, ...about };
  });
  const held: Held = { balance };
  return {
    put: [
      { key: keyOf(person), value: held, expect: before?.version ?? 'absent' },
      ...moved.map(
        (one, turn): Put => ({
          key: { pk: movementsOf(person), sk: skOf(before?.version ?? 0, turn) },
          value: one,
          expect: 'absent',
        }),
      ),
    ],
    emitted: moved.map(({ at: _, day: __, kind: why, ...one }) =>
      emit(depositChanged, person, { ...one, why, person: PersonId.parse(person) }),
    ),
    balance,
  };
}
