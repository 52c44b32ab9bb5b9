import { parseArgs } from 'node:util';
import { simulatePayments } from './payments.ts';

/**
 * `npm run simulate -- --seeds 1000`, or `--seed 17` to play one course again. Ends with 1 when anything was violated.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    steps: { type: 'string', default: '60' },
  },
});
const first = Number(values.seed ?? 1);
const many = values.seed === undefined ? Number(values.seeds) : 1;
const started = performance.now();
const sums = { movements: 0, calls: 0, refused: 0, faults: 0, steps: 0 };
const entries = new Map<string, number>();
const failed: number[] = [];
for (let seed = first; seed < first + many; seed++) {
  const course = await simulatePayments(seed, { steps: Number(values.steps) });
  for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += course[name];
  for (const [kind, count] of course.entries) entries.set(kind, (entries.get(kind) ?? 0) + count);
  if (course.violations.length > 0) {
    failed.push(seed);
    console.error(`seed ${seed} after ${course.steps} steps:`);
    for (const { invariant, what } of course.violations) console.error(`  ${invariant}: ${what}`);
  }
  if ((seed - first + 1) % 100 === 0) console.log(`${seed - first + 1} courses, ${failed.length} violated`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${many} courses, ${sums.steps} steps, ${sums.movements} movements, ${sums.calls} calls, ${sums.refused} forged and refused, ${sums.faults} faults, ${failed.length} violated, ${seconds} s`,
);
console.log([...entries].map(([kind, count]) => `${count} ${kind}`).join(', '));
if (failed.length > 0) {
  console.error(`play one again: npm run simulate -- --seed ${failed[0]}`);
  process.exitCode = 1;
}
