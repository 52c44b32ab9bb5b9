import { priceImportContinued } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { continueImport } from '../../shared/ports/importing.ts';
import { priceFile } from './price-list-file.ts';

export const onPriceImportContinued = reaction(priceImportContinued, {
  summary: 'The next twenty rows of a price list are taken, each as a line of its own with its first day',
  emits: [priceImportContinued],
  needs: ['keys'],
  handle: (data, world) => continueImport(priceFile, data, world),
});
