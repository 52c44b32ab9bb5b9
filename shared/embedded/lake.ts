import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type DatasetName, datasets } from '../contracts/lake.ts';
import type { Lake } from '../ports/world.ts';
import type { Database } from './database.ts';

const flushLimit = 50_000;

export interface EmbeddedLake extends Lake {
  /** Writes waiting facts to Parquet; the rows written. */
  flush(): Promise<number>;
  close(): void;
}

/**
 * The lake as a folder of Parquet files by month, `<dataset>/month=YYYY-MM/<name>.parquet`, written and read by
 * DuckDB, which is loaded at the first use. Facts wait in SQLite until they are flushed, so none is lost; a crash
 * between file and clean-up writes some twice, and the views keep one row per `fact`.
 */
export function folderLake(database: Database, root: string): EmbeddedLake {
  let opening: Promise<DuckDBConnection> | undefined;
  const duck = (): Promise<DuckDBConnection> => {
    opening ??= import('@duckdb/node-api').then(async ({ DuckDBInstance }) => {
      const instance = await DuckDBInstance.create(':memory:', { threads: '2', max_memory: '2GB' });
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'");
      return connection;
    });
    return opening;
  };
  // One at a time: two flushes would write the same rows twice.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };

  const flushMonth = async (dataset: string, month: string): Promise<number> => {
    const rows = database.all<{ fact: string; line: string }>(
      'SELECT fact, line FROM lake_waiting WHERE dataset = ? AND month = ? ORDER BY fact LIMIT ?',
      dataset,
      month,
      flushLimit,
    );
    if (rows.length === 0) return 0;
    const folder = join(root, dataset, `month=${month}`);
    mkdirSync(folder, { recursive: true });
    // Never the name of another file: a fact that comes twice may be the first of two different batches.
    const name = randomUUID();
    const lines = join(folder, `.${name}.jsonl`);
    writeFileSync(lines, rows.map((row) => row.line).join('\n'));
    const draft = join(folder, `.${name}.draft`);
    const connection = await duck();
    const columns = Object.entries(datasets[dataset as DatasetName]).map(([column, type]) => `"${column}": '${type}'`);
    const shape = `{${columns.join(', ')}}`;
    const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
    await connection.run(
      `COPY (SELECT * FROM read_json(${quoted(lines)}, format = 'newline_delimited', columns = ${shape}) ORDER BY "at")
       TO ${quoted(draft)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    renameSync(draft, join(folder, `${name}.parquet`));
    rmSync(lines);
    database.transaction(() => {
      for (const row of rows)
        database.run('DELETE FROM lake_waiting WHERE dataset = ? AND fact = ?', dataset, row.fact);
    });
    return rows.length;
  };

  const flush = async (): Promise<number> => {
    let written = 0;
    const months = database.all<{ dataset: string; month: string }>('SELECT DISTINCT dataset, month FROM lake_waiting');
    for (const { dataset, month } of months) written += await flushMonth(dataset, month);
    return written;
  };

  /** Every data set as a view of one row per fact, also when nothing has been written yet. */
  const defineViews = async (connection: DuckDBConnection): Promise<void> => {
    for (const [dataset, columns] of Object.entries(datasets)) {
      const folder = join(root, dataset);
      const written = existsSync(folder) && readdirSync(folder).length > 0;
      const files = join(folder, 'month=*', '*.parquet').replaceAll("'", "''");
      const typed = Object.entries(columns).map(
        ([name, type]) => `CAST(${written ? `"${name}"` : 'NULL'} AS ${type}) AS "${name}"`,
      );
      const source = written ? `read_parquet('${files}', union_by_name = true)` : '(SELECT 1 LIMIT 0)';
      await connection.run(
        `CREATE OR REPLACE VIEW "${dataset}" AS SELECT DISTINCT ON (fact) ${typed.join(', ')} FROM ${source} ORDER BY fact`,
      );
    }
  };

  return {
    async append(dataset, rows) {
      database.transaction(() => {
        for (const row of rows) {
          const { fact, at } = row as { fact: string; at: string };
          database.run(
            'INSERT OR IGNORE INTO lake_waiting (dataset, fact, month, line) VALUES (?, ?, ?, ?)',
            dataset,
            fact,
            at.slice(0, 7),
            JSON.stringify(row),
          );
        }
      });
    },
    flush: () => inTurn(flush),
    query: (sql, parameters) =>
      inTurn(async () => {
        await flush();
        const connection = await duck();
        await defineViews(connection);
        const reader = await connection.runAndReadAll(sql, [...parameters]);
        return reader.getRowObjectsJson() as Record<string, unknown>[];
      }),
    close: () => {
      if (opening) void opening.then((connection) => connection.closeSync());
    },
  };
}
