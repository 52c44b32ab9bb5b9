import * as z from 'zod';
import { statementImportContinued, statementLineMissed } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { ImportChecked, ImportInput, importRefusals } from '../../shared/ports/importing.ts';
import { hospitals } from './hospitals.ts';
import { startStatement } from './start-statement.ts';
import { namedLines } from './statement-file.ts';
import { previewOf, StatementPreview } from './statement-preview.ts';
import { readStatement } from './statements/read.ts';

const mostLines = 5_000;

export const importBankStatement = route('POST /v1/bank-statements', {
  summary:
    'A bank statement is checked and then kept line by line when another person lets it; money that no callback told of is settled then',
  who: ['admin'],
  input: z.strictObject({
    layout: z.enum(['csv', 'mt940', 'xlsx']),
    /** The whole text of the statement, base64 of a workbook; a bigger one than a body may be is sent in parts, each with its header. */
    content: z.string(),
    apply: ImportInput.shape.apply,
    /** Whoever applies a statement that names no account says that it is of the receiving account. */
    accountConfirmed: z.boolean().optional(),
  }),
  output: ImportChecked.extend({
    /** `awaiting`: applied, and nothing of it is kept before another administrator decides. */
    state: z.enum(['awaiting', ...ImportChecked.shape.state.options]),
    /** The statement does not say of which account it is. */
    accountUnnamed: z.boolean(),
    ...StatementPreview.shape,
  }),
  refuses: [
    ...importRefusals,
    'account-missing',
    'statement-unreadable',
    'statement-too-long',
    'statement-other-account',
    'statement-account-unnamed',
    'statement-without-movement',
    'amount-too-large',
  ],
  emits: [statementImportContinued, statementLineMissed],
  needs: ['keys', 'directory'],
  subject: (_, started) => started.import,
  async handle({ layout, content, apply, accountConfirmed }, world) {
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const { account } = hospital.payTo;
    const read = await readStatement(layout, content, account);
    if (!read.ok) return refuse('statement-unreadable', `${read.flaw.reason}-line-${read.flaw.line}`);
    if (read.statements.some((one) => one.account !== account)) return refuse('statement-other-account');
    const accountUnnamed = read.statements.some((one) => one.isUnnamed);
    if (apply !== undefined && accountUnnamed && !accountConfirmed) return refuse('statement-account-unnamed');
    const lines = namedLines(read.statements.flatMap((one) => one.lines));
    if (lines.length === 0) return refuse('statement-without-movement');
    if (lines.length > mostLines) return refuse('statement-too-long');
    const preview = await previewOf(read.statements, lines, world);
    if (isRefusal(preview)) return preview;
    const started = await startStatement({ account, lines, preview }, apply, world);
    if (isRefusal(started)) return started;
    const { settles: _, ...told } = preview;
    return { ...started, ...told, accountUnnamed };
  },
});
