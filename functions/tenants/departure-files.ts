import {
  DayExport,
  type departureAdvanced,
  departurePaths,
  Removal,
  type Walked,
} from '../../shared/contracts/departure.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { FileExists, type Files, type Keys, type Lock } from '../../shared/ports/world.ts';
import { type Departure, daysOf, Signature } from './departure.ts';

/** Every context that walks its table, in the order of the contracts. */
export const owners: readonly Walked[] = [
  'tenants',
  'identity',
  'insurance',
  'queue',
  'encounters',
  'records',
  'billing',
  'imaging',
  'devices',
  'staff',
] satisfies (keyof typeof departureAdvanced)[];

const readsAtOnce = 40;

const json = async (files: Files, path: string): Promise<unknown> => {
  const content = await files.get('exports', path);
  return content && JSON.parse(Buffer.from(content).toString('utf8'));
};

/** How many days a context has handed over. Days are done in order, so the first missing one is found by halving. */
export async function daysExported(files: Files, departure: Departure, owner: Walked): Promise<number> {
  const days = daysOf(departure);
  let [done, open] = [0, days.length];
  while (done < open) {
    const middle = Math.floor((done + open) / 2);
    const path = departurePaths.day(departure.departure, owner, days[middle] ?? departure.to);
    if (await files.head('exports', path)) done = middle + 1;
    else open = middle;
  }
  return done;
}

/** What all contexts handed over; undefined while one is on its way. */
export async function allExports(
  files: Files,
  departure: Departure,
): Promise<{ owner: Walked; day: DayExport }[] | undefined> {
  const last = await Promise.all(
    owners.map((owner) => files.head('exports', departurePaths.day(departure.departure, owner, departure.to))),
  );
  if (last.includes(undefined)) return undefined;
  const places = owners.flatMap((owner) => daysOf(departure).map((day) => ({ owner, day })));
  const found: { owner: Walked; day: DayExport }[] = [];
  for (let from = 0; from < places.length; from += readsAtOnce) {
    const read = async ({ owner, day }: { owner: Walked; day: LocalDay }) => {
      const handed = await json(files, departurePaths.day(departure.departure, owner, day));
      if (handed === undefined) throw new Error(`${owner} went past ${day} without handing it over`);
      return { owner, day: DayExport.parse(handed) };
    };
    found.push(...(await Promise.all(places.slice(from, from + readsAtOnce).map(read))));
  }
  return found;
}

/** Whether a context has nothing left to remove. */
export const removalDone = async (files: Files, { departure }: Departure, owner: Walked): Promise<boolean> =>
  (await files.head('exports', departurePaths.removal(departure, owner))) !== undefined;

/** What all contexts removed and kept; undefined while one is on its way. */
export async function allRemovals(
  files: Files,
  { departure }: Departure,
): Promise<Record<string, Removal> | undefined> {
  const removals: Record<string, Removal> = {};
  for (const owner of owners) {
    const removal = await json(files, departurePaths.removal(departure, owner));
    if (removal === undefined) return undefined;
    removals[owner] = Removal.parse(removal);
  }
  return removals;
}

/**
 * Lays a proof on a shelf unless one lies there: what an attempt that died left behind stands. Answers what lies there,
 * with the signature of the hospital's key over exactly these bytes.
 */
export async function layProof(
  { files, keys }: { files: Files; keys: Keys },
  shelf: 'exports' | 'records',
  path: string,
  proof: object,
  lock?: Lock,
): Promise<{ sha256: string; signature: Signature }> {
  const about = { contentType: 'application/json', ...(lock && { lock }) };
  try {
    await files.put(shelf, path, Buffer.from(JSON.stringify(proof)), about);
  } catch (error) {
    if (!(error instanceof FileExists)) throw error;
  }
  const [stored, content] = [await files.head(shelf, path), await files.get(shelf, path)];
  if (!stored || !content) throw new Error(`${path} was laid down and is gone`);
  return { sha256: stored.sha256, signature: Signature.parse(await keys.sign(content)) };
}
