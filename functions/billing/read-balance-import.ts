import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { ImportProgress, readImport } from '../../shared/ports/importing.ts';
import { BalanceRequest, balanceRequests } from './balance-request.ts';
import { importStates, withRequest } from './import-request.ts';
import { RequestVersion } from './request-version.ts';

export const readBalanceImport = route('GET /v1/balance-imports/{import}', {
  summary:
    'How far a file of open balances is posted, which rows could not be taken, and what a second person decides or decided',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: ImportProgress.extend({
    state: importStates,
    /** Its version is to be given with the decision. */
    request: BalanceRequest.omit({ import: true }).extend({ version: RequestVersion }).optional(),
  }),
  refuses: ['not-found'],
  async handle(input, world) {
    const progress = await readImport(input.import, world);
    if (isRefusal(progress)) return progress;
    const asked = await balanceRequests(world.table).get(input.import);
    return asked ? withRequest(progress, asked) : progress;
  },
});
