import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { accountName, hospitals } from './hospitals.ts';
import { journals } from './journals.ts';
import { accounts, type Entry } from './ledger.ts';
import { type Placement, suspendedOf, type Unplaced } from './placement.ts';
import { type Question, type Transfer, transfers } from './transfers.ts';
import type { WorkItem } from './work-item.ts';

const keyOf = (item: string) => ({ pk: `PLACEMENT#${item}`, sk: 'PLACEMENT' });

export const placements = (table: TableReads) => ({
  get: (item: string): Promise<Item<Placement> | undefined> => table.get<Placement>(keyOf(item)),
});

export const putPlacement = (placement: Placement, expect: Put['expect']): Put => ({
  key: keyOf(placement.item),
  value: placement,
  expect,
});

/** The posted transfer of which a work item speaks, with the entry that posted it. */
export async function arrivalOf(
  { reference, payment }: WorkItem,
  table: TableReads,
): Promise<{ readonly transfer: Transfer; readonly entry: Entry } | undefined> {
  const known = reference === undefined ? undefined : await transfers(table).of(reference);
  const transfer = known?.posted.find((one) => one.payment === payment);
  if (!transfer) return undefined;
  const { receivedAt } = transfer;
  const entry = await journals(table).find(localDay(new Date(receivedAt)), receivedAt, transfer.payment);
  return entry && { transfer, entry };
}

/** Money that waits for a person to say where it belongs: in suspense, or told of and not posted at all. */
interface Waiting extends Unplaced {
  /** As it was posted, or as it is going to be. */
  readonly transfer: Transfer;
  /** The entry by which it came to suspense. */
  readonly arrival?: Entry;
}

/** The money of which a work item speaks, if it waits for a place. */
export async function waitingOf(item: WorkItem, table: TableReads): Promise<Waiting | undefined> {
  const arrival = await arrivalOf(item, table);
  const suspended = arrival && suspendedOf(arrival.entry);
  if (arrival) return suspended && { ...suspended, transfer: arrival.transfer, arrival: arrival.entry };
  const known = item.reference === undefined ? undefined : await transfers(table).of(item.reference);
  const question = known?.questions.find(({ payment }) => payment === item.payment);
  // Money that left has no place to be put on.
  if (question?.direction !== 'in') return undefined;
  const { firstPayment: _, place = await placeOf(question, table), ...told } = question;
  return { name: place, amount: question.amount, from: accounts.bank(place), transfer: { ...told, item: item.id } };
}

/** The notice of which a work item speaks, if it was told of and not posted: money may have moved by it. */
export async function questionOf(
  { reference, payment }: WorkItem,
  table: TableReads,
): Promise<Item<Question> | undefined> {
  const found = reference === undefined ? undefined : await transfers(table).question(reference, payment);
  if (!found || reference === undefined) return undefined;
  const { posted } = await transfers(table).of(reference);
  return posted.some((one) => one.payment === payment) ? undefined : found;
}

/** The posted movement that a question is said to be, and the dong that it moved. */
export async function sameOf(
  item: WorkItem,
  { sameEntry, sameReference }: Pick<Placement, 'sameEntry' | 'sameReference'>,
  table: TableReads,
): Promise<
  | { readonly question: Item<Question>; readonly amount: Dong; readonly first: Transfer }
  | Refusal<'nothing-in-suspense' | 'not-found'>
> {
  const question = await questionOf(item, table);
  if (!question) return refuse('nothing-in-suspense');
  const posted = sameReference === undefined ? [] : (await transfers(table).of(sameReference)).posted;
  const first = posted.find(({ payment }) => payment === sameEntry);
  if (first?.direction !== question.value.direction) return refuse('not-found');
  return { question, amount: question.value.amount, first };
}

async function placeOf({ account }: Transfer, table: TableReads): Promise<string> {
  const hospital = await hospitals(table).get();
  return hospital?.payTo.account === account ? accountName(hospital.payTo) : `unregistered:${account}`;
}
