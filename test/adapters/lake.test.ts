import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsLake } from '../../shared/aws/lake.ts';
import type { Row } from '../../shared/contracts/lake.ts';

const firehose = mockClient(FirehoseClient);
const athena = mockClient(AthenaClient);
const region = 'ap-southeast-1';
const lake = awsLake(new FirehoseClient({ region }), new AthenaClient({ region }), {
  streamPrefix: 'hospital-',
  database: 'province',
  workGroup: 'dashboards',
});
const rowsOf = (count: number): Row<'waits'>[] =>
  Array.from({ length: count }, (_, at) => ({ fact: `f-${at}`, at: '2026-11-24T01:00:00.000Z' }) as Row<'waits'>);
const sent = () =>
  firehose
    .commandCalls(PutRecordBatchCommand)
    .map((call) =>
      (call.args[0].input.Records ?? []).map(
        (record) => JSON.parse(Buffer.from(record.Data ?? []).toString()).fact as string,
      ),
    );
beforeEach(() => {
  firehose.reset();
  athena.reset();
});

describe('facts on their way to the lake', () => {
  it('go in batches of 500 as lines of JSON, to the stream of their data set', async () => {
    firehose.on(PutRecordBatchCommand).resolves({ FailedPutCount: 0, RequestResponses: [] });
    await lake.append('waits', rowsOf(1_001));
    expect(sent().map((batch) => batch.length)).toEqual([500, 500, 1]);
    const [first] = firehose.commandCalls(PutRecordBatchCommand).map((call) => call.args[0].input);
    expect(first?.DeliveryStreamName).toBe('hospital-waits');
    expect(Buffer.from(first?.Records?.[0]?.Data ?? []).toString()).toMatch(/^\{.*\}\n$/);
  });

  it('are sent again, and only those, when a batch failed in part', async () => {
    firehose
      .on(PutRecordBatchCommand)
      .resolvesOnce({
        FailedPutCount: 2,
        RequestResponses: [
          { ErrorCode: 'ServiceUnavailableException' },
          { RecordId: 'r' },
          { ErrorCode: 'InternalFailure' },
        ],
      })
      .resolves({ FailedPutCount: 0, RequestResponses: [] });
    await lake.append('waits', rowsOf(3));
    expect(sent()).toEqual([
      ['f-0', 'f-1', 'f-2'],
      ['f-0', 'f-2'],
    ]);
  });

  it('fail loudly when the stream takes none of them, so that the reaction is tried again', async () => {
    firehose.on(PutRecordBatchCommand).resolves({ FailedPutCount: 1, RequestResponses: [{ ErrorCode: 'Busy' }] });
    await expect(lake.append('waits', rowsOf(1))).rejects.toThrow('1 facts were not taken by hospital-waits');
  });
});

describe('a question to the lake', () => {
  const column = (Name: string, Type: string) => ({ Name, Type });
  const row = (...cells: (string | undefined)[]) => ({
    Data: cells.map((cell) => (cell === undefined ? {} : { VarCharValue: cell })),
  });

  it('goes with its parameters as literals, a quote within doubled', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
    athena.on(GetQueryResultsCommand).resolves({ ResultSet: { Rows: [row('n')] } });
    expect(await lake.query('SELECT 1 AS n WHERE ? = ?', ["O'Hara' OR '1'='1", 7])).toEqual([]);
    await lake.query('SELECT 1 AS n', []);
    const [first, second] = athena.commandCalls(StartQueryExecutionCommand).map((call) => call.args[0].input);
    expect(first).toMatchObject({
      ExecutionParameters: ["'O''Hara'' OR ''1''=''1'", '7'],
      WorkGroup: 'dashboards',
      QueryExecutionContext: { Database: 'province' },
    });
    // Athena refuses an empty list.
    expect(second?.ExecutionParameters).toBeUndefined();
  });

  it('is answered with typed rows from all pages, once it has run', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
    athena
      .on(GetQueryExecutionCommand)
      .resolvesOnce({ QueryExecution: { Status: { State: 'QUEUED' } } })
      .resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
    const columns = [
      column('icd', 'varchar'),
      column('n', 'bigint'),
      column('share', 'double'),
      column('old', 'boolean'),
    ];
    athena
      .on(GetQueryResultsCommand)
      .resolvesOnce({
        NextToken: 'more',
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: columns },
          Rows: [row('icd', 'n', 'share', 'old'), row('J18', '12', '0.25', 'true')],
        },
      })
      .resolves({
        ResultSet: { ResultSetMetadata: { ColumnInfo: columns }, Rows: [row('2026', undefined, '1', 'false')] },
      });
    expect(await lake.query('SELECT ...', [])).toEqual([
      { icd: 'J18', n: 12, share: 0.25, old: true },
      { icd: '2026', n: null, share: 1, old: false },
    ]);
  });

  it('fails with the service’s reason', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
    athena
      .on(GetQueryExecutionCommand)
      .resolves({ QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'TABLE_NOT_FOUND' } } });
    await expect(lake.query('SELECT', [])).rejects.toThrow('query q failed: TABLE_NOT_FOUND');
  });
});
