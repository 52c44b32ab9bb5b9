import { inParts } from '../../shared/kernel/in-parts.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { startOfDay } from '../../shared/kernel/time.ts';
import { type ImportChecked, type importRefusals, startImport } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { claimOf } from './claim-of.ts';
import { isAwaited } from './refund.ts';
import { type NamedLine, plainContent, statementCsv, statementFile } from './statement-file.ts';
import type { Preview } from './statement-preview.ts';
import { mostShownLines, type StatementRequest, type Target } from './statement-request.ts';
import { putStatementRequest, statementRequests } from './statement-requests.ts';

type Started = Omit<ImportChecked, 'state'> & {
  readonly state: ImportChecked['state'] | 'awaiting';
};

const atOnce = 20;

/** A line as a second person sees it: where its money would go, and not who paid. */
async function shown(line: NamedLine, world: World): Promise<StatementRequest['lines'][number]> {
  const { account, day, reference, direction, amount, nth } = line;
  const name = { provider: 'statement', providerId: reference, bankRef: reference, at: startOfDay(day) } as const;
  const notice = { ...name, account, direction, amount, content: plainContent(line.content) };
  const { found, codes } = await claimOf(notice, world);
  const settles = (): Target => {
    if (found?.is === 'bill') return { is: 'bill', bill: found.bill.value.bill };
    if (found?.is === 'deposit') return { is: 'deposit', person: found.person };
    const refund = found?.refund.value;
    const isPaid = refund && isAwaited(refund.state) && refund.amount === amount;
    return isPaid ? { is: 'refund', refund: refund.refund } : { is: 'nothing' };
  };
  return { day, reference, direction, amount, nth, codes: [...codes], settles: settles() };
}

/** What a second person is asked about: that this money, of which nobody told, moved. */
function requestFor(
  id: string,
  { preview, account }: Brought,
  lines: StatementRequest['lines'],
  world: World,
): StatementRequest {
  const { moneyIn, moneyOut, missedIn, missedMoneyIn, missedOut, missedMoneyOut, from, to } = preview;
  return {
    import: id,
    ...{ account, moneyIn, moneyOut, missedIn, missedMoneyIn, missedOut, missedMoneyOut },
    ...(from && { from }),
    ...(to && { to }),
    lines,
    state: 'requested',
    requestedAt: world.now.toISOString(),
    requestedBy: world.caller.id,
  };
}

interface Brought {
  readonly account: string;
  readonly lines: readonly NamedLine[];
  readonly preview: Preview;
}

/**
 * Checks a statement, or applies it when `apply` names its check. One with any line that was not kept before waits for
 * another person: it settles what nobody told of, and confirms what a callback told, which whoever knows a channel's
 * secret can forge. The same statement again, by whomever, is the one that waits.
 */
export async function startStatement(
  brought: Brought,
  apply: string | undefined,
  world: World,
): Promise<Started | Refusal<(typeof importRefusals)[number]>> {
  let isHeld = false;
  const asked = apply === undefined ? [] : brought.preview.settles.slice(0, mostShownLines);
  const lines = await inParts(asked, atOnce, (line) => shown(line, world));
  const hold = (id: string, fit: readonly { readonly is: 'new' | 'known' }[]) => {
    if (fit.every(({ is }) => is === 'known')) return undefined;
    isHeld = true;
    return putStatementRequest(requestFor(id, brought, lines, world), 'absent');
  };
  const file = { csv: statementCsv(brought.lines), apply };
  const started = await startImport(statementFile, file, world, hold);
  if (isRefusal(started)) return started;
  const before = started.import === undefined ? undefined : await statementRequests(world.table).get(started.import);
  return isHeld || before?.value.state === 'requested' ? { ...started, state: 'awaiting' } : started;
}
