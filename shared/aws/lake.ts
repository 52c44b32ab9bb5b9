import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { datasets } from '../contracts/lake.ts';
import type { Lake } from '../ports/world.ts';
import { patiently, pauseMs } from './patience.ts';

interface AwsLakeOptions {
  /** Delivery streams are named `<streamPrefix><dataset>`. */
  readonly streamPrefix: string;
  /** The Glue database whose views are named as the data sets. */
  readonly database: string;
  /** Carries the output location and the limit of scanned bytes. */
  readonly workGroup: string;
  /** Longest time a query may take, 60 s unless given. */
  readonly queryMs?: number;
}

/** Firehose PutRecordBatch: 500 records and 4 MB a call. */
const mostRecords = 500;
const mostBytes = 4 * 1024 * 1024;
const deliveryTurns = 6;
const defaultQueryMs = 60_000;
const pollMs = 250;

/** The lake port: facts go through Firehose into the lake's bucket, questions through Athena. */
export function awsLake(firehose: FirehoseClient, athena: AthenaClient, options: AwsLakeOptions): Lake {
  return {
    async append(dataset, rows) {
      if (!Object.hasOwn(datasets, dataset)) throw new Error('not a data set');
      const stream = `${options.streamPrefix}${dataset}`;
      for (const batch of batchesOf(rows)) await deliver(firehose, stream, batch);
    },
    async query(sql, parameters) {
      const id = await start(athena, options, sql, parameters);
      await finished(athena, id, options.queryMs ?? defaultQueryMs);
      return rowsOf(athena, id);
    },
  };
}

function batchesOf(rows: readonly object[]): Buffer[][] {
  const batches: Buffer[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    const batch = batches.at(-1);
    if (batch && batch.length < mostRecords && bytes + line.length <= mostBytes) {
      batch.push(line);
      bytes += line.length;
    } else {
      batches.push([line]);
      bytes = line.length;
    }
  }
  return batches;
}

/** A batch can fail in part: what was not taken is sent again, and only that. */
async function deliver(firehose: FirehoseClient, stream: string, batch: readonly Buffer[]): Promise<void> {
  let waiting = batch;
  for (let turn = 1; ; turn++) {
    const records = waiting.map((line) => ({ Data: line }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records });
    const answer = await patiently(() => firehose.send(command));
    if (!answer.FailedPutCount) return;
    const responses = answer.RequestResponses ?? [];
    waiting = waiting.filter((_, at) => responses[at]?.ErrorCode !== undefined);
    if (turn === deliveryTurns) throw new Error(`${waiting.length} facts were not taken by ${stream}`);
    await sleep(pauseMs(turn));
  }
}

/** Athena takes parameters as SQL literals: text in single quotes, a quote within doubled. */
const literal = (parameter: string | number): string =>
  typeof parameter === 'number' ? String(parameter) : `'${parameter.replaceAll("'", "''")}'`;

async function start(
  athena: AthenaClient,
  options: AwsLakeOptions,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<string> {
  const command = new StartQueryExecutionCommand({
    QueryString: sql,
    QueryExecutionContext: { Database: options.database },
    WorkGroup: options.workGroup,
    ...(parameters.length > 0 ? { ExecutionParameters: parameters.map(literal) } : {}),
  });
  const { QueryExecutionId } = await patiently(() => athena.send(command));
  if (!QueryExecutionId) throw new Error('Athena answered without an id');
  return QueryExecutionId;
}

async function finished(athena: AthenaClient, id: string, queryMs: number): Promise<void> {
  const end = performance.now() + queryMs;
  for (;;) {
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    const { QueryExecution } = await patiently(() => athena.send(command));
    const state = QueryExecution?.Status?.State;
    if (state === 'SUCCEEDED') return;
    if (state === 'FAILED' || state === 'CANCELLED') {
      throw new Error(
        `query ${id} ${state.toLowerCase()}: ${QueryExecution?.Status?.StateChangeReason ?? 'no reason'}`,
      );
    }
    if (performance.now() + pollMs > end) throw new Error(`query ${id} took longer than ${queryMs} ms`);
    await sleep(pollMs);
  }
}

async function rowsOf(athena: AthenaClient, id: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let token: string | undefined;
  let isFirst = true;
  do {
    const command = new GetQueryResultsCommand({ QueryExecutionId: id, ...(token ? { NextToken: token } : {}) });
    const answer = await patiently(() => athena.send(command));
    const columns = answer.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    // The first row of the first page repeats the names of the columns.
    const cells = (answer.ResultSet?.Rows ?? []).slice(isFirst ? 1 : 0);
    for (const { Data } of cells) {
      rows.push(
        Object.fromEntries(columns.map(({ Name, Type }, at) => [Name ?? '', typed(Type, Data?.[at]?.VarCharValue)])),
      );
    }
    token = answer.NextToken;
    isFirst = false;
  } while (token);
  return rows;
}

const numberTypes = new Set(['tinyint', 'smallint', 'int', 'integer', 'bigint', 'float', 'real', 'double', 'decimal']);

/** Athena answers in text; its absence is SQL's null. Dates and times stay text. */
function typed(type: string | undefined, text: string | undefined): string | number | boolean | null {
  if (text === undefined) return null;
  if (type === 'boolean') return text === 'true';
  return type !== undefined && numberTypes.has(type) ? Number(text) : text;
}
