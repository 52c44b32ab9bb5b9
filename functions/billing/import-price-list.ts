import * as z from 'zod';
import { priceImportContinued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { ImportChecked, ImportInput, oneAtATimeRefusals, startImport } from '../../shared/ports/importing.ts';
import { dayAfter } from './days.ts';
import { priceFile } from './price-list-file.ts';
import { Differences, differencesOf, recording } from './price-list-preview.ts';
import { inSheetWords, priceListCsv, tableOf } from './price-list-text.ts';
import { prices } from './prices.ts';

export const importPriceList = route('POST /v1/price-lists', {
  summary: 'A price list is compared with the one in force, price by price, and then taken from its first day on',
  who: ['admin'],
  input: z
    .strictObject({
      layout: z.enum(['csv', 'xlsx']),
      /** The whole text of a CSV file, or a workbook in base64; a bigger one than a body may be is sent in parts. */
      content: z.string(),
      validFrom: LocalDay,
      /** The file is the whole list: codes that it does not have are withdrawn from its first day on. */
      whole: z.boolean().default(false),
      apply: ImportInput.shape.apply,
      skipErrors: ImportInput.shape.skipErrors,
    })
    // A row that is left out for an error would withdraw its code.
    .refine(({ whole, skipErrors }) => !whole || !skipErrors, { path: ['skipErrors'] }),
  output: ImportChecked.extend(Differences.shape),
  refuses: [...oneAtATimeRefusals, 'price-day-past', 'workbook-unreadable', 'workbook-header', 'workbook-garbled'],
  emits: [priceImportContinued],
  needs: ['keys'],
  subject: (_, started) => started.import,
  async handle({ layout, content, validFrom, whole, apply, skipErrors }, world) {
    if (validFrom < localDay(world.now)) return refuse('price-day-past');
    const told = layout === 'xlsx' ? inSheetWords : <R>(refusal: R): R => refusal;
    const table = await tableOf({ layout, content });
    if (isRefusal(table)) return table;
    const list = whole ? await prices(world.table).on(dayAfter(validFrom, -1)) : new Map();
    const csv = priceListCsv(table, validFrom, list.values());
    if (isRefusal(csv)) return told(csv);
    const { kind, judged } = recording(priceFile);
    const started = await startImport(kind, { csv, apply, skipErrors }, world);
    return isRefusal(started) ? told(started) : { ...started, ...differencesOf(judged()) };
  },
});
