import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStage } from '../../test/stage.ts';
import { type Advance, DayExport, departureAdvanced, departurePaths, Removal } from '../contracts/departure.ts';
import { context, reaction } from '../kernel/doors.ts';
import { LocalDay } from '../kernel/time.ts';
import { auditKept, stepOut } from './step-out.ts';

const first = Date.parse('2026-11-20T00:00:00.000Z');
const dayAt = (n: number): LocalDay => LocalDay.parse(new Date(first + n * 86_400_000).toISOString().slice(0, 10));
const length = 45;

/** A context that keeps books and nothing else. */
const encounters = context('encounters', {
  onDepartureAdvanced: reaction(departureAdvanced.encounters, {
    summary: 'A context walks out',
    emits: [departureAdvanced.encounters],
    needs: ['files'],
    handle: (advance, world) =>
      stepOut(world, { owner: 'encounters', keeps: [auditKept, { partitions: 'BOOK#', because: 'a law' }] }, advance),
  }),
});

/** Partitions with some items each, changed on some of the days. */
const history = fc.uniqueArray(
  fc.record({
    pk: fc
      .tuple(fc.constantFrom('BOOK#', 'NOTE#'), fc.stringMatching(/^[a-z0-9]{1,6}$/))
      .map((parts) => parts.join('')),
    items: fc.integer({ min: 1, max: 120 }),
    days: fc.uniqueArray(fc.integer({ min: 0, max: length - 1 }), { minLength: 1, maxLength: 4 }),
  }),
  { selector: ({ pk }) => pk, minLength: 1, maxLength: 12 },
);

describe('a context on its way out', () => {
  it('hands over every item of every day and removes each that no rule keeps once, whatever its history', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (partitions) => {
        const stage = openStage({ contexts: [encounters], now: `${dayAt(length - 1)}T05:00:00.000Z` });
        const { table, files } = await stage.embedded.ports(stage.hospital, 'encounters');
        for (const [n, { pk, items, days }] of partitions.entries()) {
          for (let from = 0; from < items; from += 90) {
            const put = Array.from({ length: Math.min(90, items - from) }, (_, at) => ({
              key: { pk, sk: String(from + at).padStart(4, '0') },
              value: { at: from + at },
              expect: 'absent' as const,
            }));
            await table.write({ put, remove: [], expect: [], events: [] });
          }
          const put = days.map((day) => ({
            key: { pk: `AUDIT#${dayAt(day)}#${n % 4}`, sk: `${n}` },
            value: { keys: [pk] },
            expect: 'absent' as const,
          }));
          await table.write({ put, remove: [], expect: [], events: [] });
        }
        const begin: Omit<Advance, 'stage'> = {
          departure: 'd-1',
          from: dayAt(0),
          to: dayAt(length - 1),
          day: dayAt(0),
          files: [],
          removed: 0,
          kept: [],
          keys: '',
        };
        const read = async (path: string) => Buffer.from((await files.get('exports', path)) ?? []).toString('utf8');

        await stage.announce(departureAdvanced.encounters, { ...begin, stage: 'export' });
        const handed = new Map<string, number>();
        for (let n = 0; n < length; n++) {
          const day = DayExport.parse(JSON.parse(await read(departurePaths.day('d-1', 'encounters', dayAt(n)))));
          for (const { path, items } of day.files) {
            const lines = (await read(path)).trimEnd().split('\n');
            expect(lines).toHaveLength(items);
            for (const line of lines) {
              const { key, version } = JSON.parse(line);
              handed.set(`${key.pk}\t${key.sk}`, version);
            }
          }
        }
        const going = [...handed].filter(([key]) => key.startsWith('NOTE#'));
        const expected = (kind: string) =>
          partitions.filter(({ pk }) => pk.startsWith(kind)).reduce((sum, { items }) => sum + items, 0);
        expect(going).toHaveLength(expected('NOTE#'));
        expect([...handed].filter(([key]) => key.startsWith('BOOK#'))).toHaveLength(expected('BOOK#'));

        await stage.announce(departureAdvanced.encounters, { ...begin, stage: 'removal' });
        const outcome = Removal.parse(JSON.parse(await read(departurePaths.removal('d-1', 'encounters'))));
        const hash = going.reduce(
          (before, [key, version]) => createHash('sha256').update(`${before}\n${key}\t${version}`).digest('hex'),
          '',
        );
        expect(outcome).toMatchObject({ removed: expected('NOTE#'), keysSha256: hash });
        const left = stage.stored('encounters').map(({ pk }) => pk);
        expect(left.filter((pk) => pk.startsWith('NOTE#'))).toEqual([]);
        expect(left.filter((pk) => pk.startsWith('BOOK#'))).toHaveLength(expected('BOOK#'));
        expect(stage.letters()).toEqual([]);
        await stage.close();
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
