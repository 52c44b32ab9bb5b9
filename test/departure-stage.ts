import {
  type Advance,
  DayExport,
  departureAdvanced,
  departurePaths,
  type Walked,
} from '../shared/contracts/departure.ts';
import type { Context } from '../shared/kernel/doors.ts';
import { LocalDay } from '../shared/kernel/time.ts';
import { openStage } from './stage.ts';

const day = LocalDay.parse('2026-11-24');

/** Where an item lies, and what of its value matters. */
export interface Placed {
  readonly pk: string;
  readonly sk?: string;
  readonly value?: object;
}

/**
 * Puts these items into a hospital's table as a change of today, lets the context walk out by its `onDepartureAdvanced`,
 * and tells which partitions it handed over, which locked files it named, and which partitions are left.
 */
export async function walkOut(context: Context & { name: Walked }, items: readonly Placed[]) {
  const stage = openStage({ contexts: [context] });
  const { table, files } = await stage.embedded.ports(stage.hospital, context.name);
  const put = items.map(({ pk, sk = pk.replace(/#.*/, ''), value = {} }) => ({
    key: { pk, sk },
    value,
    expect: 'absent' as const,
  }));
  const keys = items.map(({ pk }) => pk);
  const entry = { key: { pk: `AUDIT#${day}#1`, sk: '1' }, value: { keys }, expect: 'absent' as const };
  await table.write({ put: [...put, entry], remove: [], expect: [], events: [] });

  const departure = 'd-1';
  const first = { departure, from: day, to: day, day, files: [], removed: 0, kept: [], keys: '' };
  const advance = async (to: Advance['stage']) => {
    await stage.announce(departureAdvanced[context.name], { ...first, stage: to });
    await stage.settle(60_000);
  };
  const read = async (path: string) => Buffer.from((await files.get('exports', path)) ?? []).toString('utf8');
  const ours = (partitions: string[]) => partitions.filter((pk) => keys.includes(pk)).sort();

  await advance('export');
  const handedOver = DayExport.parse(JSON.parse(await read(departurePaths.day(departure, context.name, day))));
  const lines = (await Promise.all(handedOver.files.map(({ path }) => read(path)))).join('').trimEnd().split('\n');
  const handed = ours(lines.map((line) => JSON.parse(line).key.pk));
  await advance('removal');
  const outcome = JSON.parse(await read(departurePaths.removal(departure, context.name)));
  const left = ours(stage.stored(context.name).map(({ pk }) => pk));
  const { custody } = handedOver;
  await stage.close();
  return { handed, custody, left, removed: outcome.removed as number };
}
