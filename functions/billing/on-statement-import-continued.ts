import { statementImportContinued, statementLineMissed } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { statementFile } from './statement-file.ts';

export const onStatementImportContinued = reaction(statementImportContinued, {
  summary: 'The next twenty lines of a bank statement are kept, each once',
  emits: [statementImportContinued, statementLineMissed],
  needs: ['keys'],
  handle: (data, world) => continueImport(statementFile, data, world),
});
