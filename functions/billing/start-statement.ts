import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { type ImportChecked, type importRefusals, startImport } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { type NamedLine, statementCsv, statementFile } from './statement-file.ts';
import type { Preview } from './statement-preview.ts';
import { mostShownLines, type StatementRequest } from './statement-request.ts';
import { putStatementRequest, statementRequests } from './statement-requests.ts';

type Started = Omit<ImportChecked, 'state'> & {
  readonly state: ImportChecked['state'] | 'awaiting';
};

/** What a second person is asked about: that this money, of which nobody told, came. */
function requestFor(id: string, { preview, account }: Brought, world: World): StatementRequest {
  const { settles, moneyIn, moneyOut, missedIn, missedMoneyIn, from, to } = preview;
  return {
    import: id,
    ...{ account, moneyIn, moneyOut, missedIn, missedMoneyIn },
    ...(from && { from }),
    ...(to && { to }),
    lines: settles.slice(0, mostShownLines).map(({ day, reference, amount }) => ({ day, reference, amount })),
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
 * Checks a statement, or applies it when `apply` names its check. One that would settle money which came in is kept and
 * waits for another person; the same statement again, by whomever, is the one that waits.
 */
export async function startStatement(
  brought: Brought,
  apply: string | undefined,
  world: World,
): Promise<Started | Refusal<(typeof importRefusals)[number]>> {
  let isHeld = false;
  const hold = (id: string) => {
    isHeld = true;
    return putStatementRequest(requestFor(id, brought, world), 'absent');
  };
  const file = { csv: statementCsv(brought.lines), apply };
  const started = await startImport(statementFile, file, world, brought.preview.missedIn > 0 ? hold : undefined);
  if (isRefusal(started)) return started;
  const before = started.import === undefined ? undefined : await statementRequests(world.table).get(started.import);
  return isHeld || before?.value.state === 'requested' ? { ...started, state: 'awaiting' } : started;
}
