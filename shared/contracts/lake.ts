/** Column types that Glue, Athena, Parquet and DuckDB all know under these names. */
type ColumnType = 'varchar' | 'integer' | 'bigint';

/**
 * The data sets of the province's lake. Coded facts only: nothing here names a person, and no combination of columns
 * holds an exact age or address. `fact` identifies a row, `at` is its instant in UTC, `day` the Vietnamese day.
 * Columns are only ever added.
 */
export const datasets = {
  tickets: {
    fact: 'varchar',
    at: 'varchar',
    day: 'varchar',
    hospital: 'varchar',
    clinic: 'varchar',
    priority: 'integer',
    channel: 'varchar',
  },
  waits: {
    fact: 'varchar',
    at: 'varchar',
    day: 'varchar',
    hospital: 'varchar',
    clinic: 'varchar',
    waited_seconds: 'integer',
  },
  visits: {
    fact: 'varchar',
    at: 'varchar',
    day: 'varchar',
    hospital: 'varchar',
    clinic: 'varchar',
    diagnosis: 'varchar',
    chapter: 'varchar',
    age_band: 'varchar',
    sex: 'varchar',
  },
  payments: {
    fact: 'varchar',
    at: 'varchar',
    day: 'varchar',
    hospital: 'varchar',
    total: 'bigint',
    fund_pays: 'bigint',
    patient_pays: 'bigint',
  },
  locked_records: { fact: 'varchar', at: 'varchar', day: 'varchar', hospital: 'varchar', locked_until: 'varchar' },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type DatasetName = keyof typeof datasets;
type Cell<T extends ColumnType> = T extends 'varchar' ? string : number;
/** One row of a data set. */
export type Row<D extends DatasetName> = {
  -readonly [C in keyof (typeof datasets)[D]]: (typeof datasets)[D][C] extends ColumnType
    ? Cell<(typeof datasets)[D][C]>
    : never;
};
