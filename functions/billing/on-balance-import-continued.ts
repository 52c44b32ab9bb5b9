import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { personBySource } from '../../shared/contracts/identity.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { balanceFile } from './balance-file.ts';

export const onBalanceImportContinued = reaction(balanceImportContinued, {
  summary: 'The next twenty rows of a file of open balances are posted, each once for its reference',
  emits: [balanceImportContinued],
  asks: [personBySource],
  needs: ['keys'],
  handle: (data, world) => continueImport(balanceFile, data, world),
});
