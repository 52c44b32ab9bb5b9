import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../test/stage.ts';
import { mostRows } from '../kernel/csv.ts';
import { type Run, rowsPerPart, waitingRows } from './imports.ts';

const chunk = 20;
const aRun = (rows: number, at = 0): Run => ({
  progress: {
    import: 'import-1',
    state: 'running',
    rows,
    done: 0,
    made: 0,
    known: 0,
    refusedRows: 0,
    refused: [],
    startedAt: '2026-11-24T01:00:00.000Z',
    startedBy: 'admin-1',
  },
  digest: 'd',
  toDo: rows,
  rowsPerPart: rowsPerPart(rows, chunk),
  at,
});

describe('the rows of a file that wait', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [] });
  });
  afterEach(() => stage.close());
  const ports = () => stage.embedded.ports(stage.hospital, 'identity');
  /** Stores the rows, then takes them off as an import does, chunk by chunk. */
  async function there(waiting: [number, string[]][]) {
    const { table, keys } = await ports();
    const kept = waitingRows(table, keys);
    const put = await kept.starting(aRun(waiting.length), waiting, undefined);
    await table.write({ put, remove: [], expect: [], events: [] });
    const stored = JSON.stringify(stage.stored('identity'));
    const back: [number, string[]][] = [];
    while (back.length < waiting.length) {
      const next = await kept.next(aRun(waiting.length, back.length), chunk);
      back.push(...next.rows);
      await table.write({ put: [], remove: next.remove, expect: [], events: [] });
    }
    return { items: put.length, stored, back };
  }

  it('fit into one write with all else that stands in it, however many they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: mostRows }), (rows) => {
        const each = rowsPerPart(rows, chunk);
        expect(each % chunk).toBe(0);
        expect(Math.ceil(rows / each)).toBeLessThanOrEqual(80);
      }),
    );
  });
  it('come back as they were, in order, and are gone at the end', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 5 });
    const files = fc.array(texts, { minLength: 1, maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const waiting = file.map((cells, line): [number, string[]] => [line + 2, cells]);
        expect((await there(waiting)).back).toEqual(waiting);
        expect(stage.stored('identity').map(({ sk }) => sk)).toEqual(['RUN', 'LATEST']);
        await stage.close();
        stage = openStage({ contexts: [] });
      }),
      { numRuns: 30 },
    );
  });
  it('are sealed, also where a letter of three bytes falls between two pieces', async () => {
    const name = 'Nguyễn Thị Thử ';
    const waiting = Array.from({ length: 2_000 }, (_, n): [number, string[]] => [n + 2, [`BN-${n}`, name.repeat(30)]]);
    const { items, stored, back } = await there(waiting);
    expect(items).toBeLessThanOrEqual(82);
    expect(stored).not.toContain('Nguyễn');
    expect(back).toEqual(waiting);
  });
  it('are not taken by another hospital, nor when a part was changed', async () => {
    const { table, keys } = await ports();
    const put = await waitingRows(table, keys).starting(aRun(1), [[2, ['BN-1']]], undefined);
    await table.write({ put, remove: [], expect: [], events: [] });
    const other = await stage.embedded.ports('thong-nhat' as typeof stage.hospital, 'identity');
    await expect(waitingRows(table, other.keys).next(aRun(1), chunk)).rejects.toThrow();
    await expect(waitingRows(other.table, other.keys).next(aRun(1), chunk)).rejects.toThrow('lost its part');
  });
});
