import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { balanceColumns } from '../../functions/billing/balance-file.ts';
import { patientColumns } from '../../functions/identity/patient-file.ts';
import { appointmentColumns } from '../../functions/queue/appointment-file.ts';
import { staffColumns } from '../../functions/staff/staff-file.ts';
import { type Columns, readCsv } from '../../shared/kernel/csv.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { foldAccents } from '../../shared/kernel/text.ts';

const root = join(import.meta.dirname, '..', '..');
const manual = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');

/** The table below the line that begins with the file's name: column, headers in Vietnamese, whether it must be filled. */
const tableOf = (file: string): [string, string[], boolean][] =>
  (manual.split(`\n\`${file}\`: `)[1]?.split('\n\n')[1] ?? '')
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, column = '', headers = '', must]) => [
      column.replaceAll('`', ''),
      [...headers.matchAll(/`([^`]+)`/g)].map(([, header = '']) =>
        foldAccents(header).toLowerCase().replaceAll(' ', '_'),
      ),
      must === 'yes',
    ]);

describe.each<[string, Columns]>([
  ['patients.csv', patientColumns],
  ['balances.csv', balanceColumns],
  ['appointments.csv', appointmentColumns],
  ['staff.csv', staffColumns],
])('%s', (file, columns) => {
  it('has in the manual exactly the columns that are read, under every name', () => {
    expect(tableOf(file)).toEqual(
      Object.entries(columns).map(([name, { synonyms, required }]) => [name, synonyms, required]),
    );
  });
  it('is read as the example has it', async () => {
    const read = await readCsv(readFileSync(join(root, 'examples', 'moving-in', file), 'utf8'), columns);
    expect(isRefusal(read) ? read : read.misfits).toEqual([]);
  });
});
