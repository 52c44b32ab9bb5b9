import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { personBySource } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ImportChecked, ImportInput, oneAtATimeRefusals, startImport } from '../../shared/ports/importing.ts';
import { balanceFile } from './balance-file.ts';

export const importBalances = route('POST /v1/balance-imports', {
  summary: 'A hospital that moves in checks its file of open balances and then has it posted',
  who: ['admin'],
  input: ImportInput,
  output: ImportChecked,
  refuses: oneAtATimeRefusals,
  emits: [balanceImportContinued],
  asks: [personBySource],
  needs: ['keys'],
  subject: (_, started) => started.import,
  handle: (input, world) => startImport(balanceFile, input, world),
});
