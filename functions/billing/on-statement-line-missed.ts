import { statementLineMissed } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { startOfDay } from '../../shared/kernel/time.ts';
import { bankDayOf } from './reference.ts';
import { settle, settleEmits } from './settle.ts';
import { unsealContent } from './statement-file.ts';
import { statementLines } from './statement-lines.ts';
import type { Transfer } from './transfers.ts';

export const onStatementLineMissed = reaction(statementLineMissed, {
  summary: 'Money that moved without a callback is settled from the statement, once for its bank reference',
  emits: settleEmits,
  needs: ['keys', 'directory'],
  async handle({ account, day, line }, world) {
    const found = await statementLines(world.table).find(account, day, line);
    if (!found) throw new Error(`missed money for an unknown line of a statement ${day} ${line}`);
    const { reference, amount, direction, apart, import: statement } = found;
    const content = await unsealContent(found, world);
    const notice = {
      provider: 'statement',
      providerId: reference,
      bankRef: reference,
      account,
      amount,
      direction,
      content,
      // The statement names the day; the money is posted today and the bank's day is kept with it.
      at: startOfDay(day),
    } as const;
    // A reference that stands on several days speaks of a movement of each; otherwise banks may count days differently.
    const mayRepeat = (seen: Transfer): boolean =>
      apart === undefined || (!apart.includes(seen.payment) && bankDayOf(seen) === day);
    await settle(notice, Buffer.from(JSON.stringify({ ...found, content })), world, {
      statement,
      mayRepeat,
    });
  },
});
