import { localDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Found } from './claim-of.ts';
import { daysBetween } from './days.ts';
import type { BankNotice } from './providers/notice.ts';
import { bankDayOf } from './reference.ts';
import { type Sighting, sightings } from './sightings.ts';
import { transfers } from './transfers.ts';

/** The posted movement that a notice tells again under another reference; certain when both carry one code of ours. */
interface Twin {
  readonly first: Sighting;
  readonly isCertain: boolean;
}

/** One provider gives each movement an id of its own; the bank's references differ only where one is made up. */
const maySayOf = (notice: BankNotice, seen: Sighting): boolean =>
  (notice.madeUp === true || seen.madeUp === true) &&
  (notice.provider !== seen.provider || notice.providerId === seen.providerId);

const isNear = (notice: BankNotice, seen: Sighting): boolean =>
  seen.account === notice.account &&
  seen.direction === notice.direction &&
  seen.amount === notice.amount &&
  Math.abs(daysBetween(bankDayOf(seen), localDay(notice.at))) <= 1;

/** What a bill lists needs no other trace: its payments name the references under which they were posted. */
async function paidOn(found: Found | undefined, notice: BankNotice, world: World): Promise<Sighting[]> {
  if (!notice.madeUp || found?.is !== 'bill') return [];
  const alike = found.bill.value.payments.filter(({ amount }) => amount === notice.amount);
  const posted = await Promise.all(
    alike.map(({ reference }) => transfers(world.table).posted(reference, notice.account)),
  );
  return posted.flat();
}

/**
 * Looks for a movement of the same account, amount and direction on the bank's day or one beside it, posted under
 * another reference and not yet told twice, where one of both references is made up. Two that carry different codes of
 * ours are two movements.
 */
export async function twinOf(
  notice: BankNotice,
  codes: readonly string[],
  found: Found | undefined,
  world: World,
): Promise<Twin | undefined> {
  const near = await sightings(world.table).near(notice, localDay(notice.at));
  const doubtful: Sighting[] = [];
  for (const first of [...near, ...(await paidOn(found, notice, world))]) {
    if (!maySayOf(notice, first) || !isNear(notice, first)) continue;
    const { codes: before = [] } = first;
    const isCertain = before.some((code) => codes.includes(code));
    if (!isCertain && before.length > 0 && codes.length > 0) continue;
    const { link } = await transfers(world.table).of(first.reference);
    if (link) continue;
    if (isCertain) return { first, isCertain };
    doubtful.push(first);
  }
  const [first] = doubtful;
  return first && { first, isCertain: false };
}
