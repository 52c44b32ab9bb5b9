import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analytics } from '../../functions/analytics/index.ts';
import { datasets } from '../../infra/lake.ts';
import { reactionsOf } from '../../shared/runtime/house.ts';
import { openStage, type Stage } from '../stage.ts';

const samples = join(import.meta.dirname, '..', '..', 'docs', 'events');

describe('the columns of the lake', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = openStage({ contexts: [analytics] });
    for (const { door } of reactionsOf([analytics])) {
      const file = readdirSync(samples).find((name) => name === `${door.on.name}.v${door.on.version}.sample.json`);
      if (!file) throw new Error(`no golden sample of ${door.on.name}`);
      const sample = JSON.parse(readFileSync(join(samples, file), 'utf8')) as { data?: object };
      await stage.announce(door.on, sample.data ?? sample);
    }
  });
  afterAll(() => stage.close());

  it('are those that the reactions write, or Firehose would drop a field without a word', () => {
    const written = new Map<string, Set<string>>();
    for (const { dataset, line } of stage.embedded.database.all<{ dataset: string; line: string }>(
      'SELECT dataset, line FROM lake_waiting',
    )) {
      const columns = written.get(dataset) ?? new Set();
      for (const column of Object.keys(JSON.parse(line) as object)) columns.add(column);
      written.set(dataset, columns);
    }
    expect(Object.fromEntries([...written].map(([name, columns]) => [name, [...columns].toSorted()]))).toEqual(
      Object.fromEntries(datasets.map(({ name, columns }) => [name, Object.keys(columns).toSorted()])),
    );
  });

  it('hold numbers where the facts hold numbers', () => {
    for (const { dataset, line } of stage.embedded.database.all<{ dataset: string; line: string }>(
      'SELECT dataset, line FROM lake_waiting',
    )) {
      const columns = datasets.find(({ name }) => name === dataset)?.columns ?? {};
      for (const [column, value] of Object.entries(JSON.parse(line) as Record<string, unknown>)) {
        expect(typeof value, `${dataset}.${column}`).toBe(columns[column] === 'string' ? 'string' : 'number');
      }
    }
  });
});
