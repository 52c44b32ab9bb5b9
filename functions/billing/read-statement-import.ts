import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { ImportProgress, readImport } from '../../shared/ports/importing.ts';
import { importStates, withRequest } from './import-request.ts';
import { RequestVersion } from './request-version.ts';
import { StatementRequest } from './statement-request.ts';
import { statementRequests } from './statement-requests.ts';

export const readStatementImport = route('GET /v1/bank-statements/{import}', {
  summary:
    'How far a bank statement is worked off, which lines could not be taken, and what a second person decides or decided',
  who: ['admin'],
  input: z.strictObject({ import: ImportId }),
  output: ImportProgress.extend({
    state: importStates,
    /** Of a statement that needs another person; its version is to be given with the decision. */
    request: StatementRequest.omit({ import: true }).extend({ version: RequestVersion }).optional(),
  }),
  refuses: ['not-found'],
  async handle(input, world) {
    const progress = await readImport(input.import, world);
    if (isRefusal(progress)) return progress;
    const asked = await statementRequests(world.table).get(input.import);
    return asked ? withRequest(progress, asked) : progress;
  },
});
