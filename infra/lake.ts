/** Column types as Glue, Athena and Parquet know them. */
type ColumnType = 'string' | 'int' | 'bigint';
export interface Dataset {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

/** What every fact has: its id, which makes a repeated delivery harmless, its instant, its Vietnamese day, its hospital. */
const facts = { fact: 'string', at: 'string', day: 'string', hospital: 'string' } as const;

/**
 * The data sets of the province's lake, as the reactions of `functions/analytics` append them. Parquet needs its columns
 * before the first fact, so they stand here; a test holds them against what the reactions write.
 */
export const datasets: readonly Dataset[] = [
  { name: 'tickets', columns: { ...facts, clinic: 'string', priority: 'int', channel: 'string' } },
  { name: 'waits', columns: { ...facts, clinic: 'string', waited_seconds: 'int' } },
  {
    name: 'visits',
    columns: {
      ...facts,
      clinic: 'string',
      diagnosis: 'string',
      chapter: 'string',
      age_band: 'string',
      sex: 'string',
    },
  },
  { name: 'payments', columns: { ...facts, total: 'bigint', fund_pays: 'bigint', patient_pays: 'bigint' } },
  { name: 'locked_records', columns: { ...facts, locked_until: 'string' } },
];
