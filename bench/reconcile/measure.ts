import type { StatementLine } from '../../functions/billing/statements/line.ts';
import { type BankEntry, reconcile } from '../../functions/billing/statements/reconcile.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';

/** Run in a process of its own, so that its memory is that of this work alone. Prints one JSON object. */
const count = Number(process.argv[2]);
const day = LocalDay.parse('2026-11-24');
const lines: StatementLine[] = [];
const entries: BankEntry[] = [];
let planted = 0;
for (let n = 0; n < count; n++) {
  const amount = dong(1_000 + n);
  const facts = {
    reference: `FT${String(n).padStart(12, '0')}`,
    account: '0990000000003',
    day,
    direction: 'in',
  } as const;
  // One in a hundred is not what the other side says.
  const differs = n % 100 === 0;
  if (differs) planted++;
  lines.push({ ...facts, amount: differs ? dong(1) : amount, content: `VP${n} thanh toan vien phi` });
  entries.push({ ...facts, amount, entry: `entry-${n}` });
}
// The other way round, so that no order helps.
entries.reverse();
const started = performance.now();
const { agreed, breaks } = reconcile(lines, entries);
const seconds = (performance.now() - started) / 1000;
if (breaks.length !== planted || agreed !== count - planted) throw new Error('not every planted difference was found');
const bytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ seconds, bytes, planted }));
