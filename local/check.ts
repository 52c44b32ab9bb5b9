import { spawnSync } from 'node:child_process';

/** The gate: every step must pass, in this order; the first that does not ends the run. */
const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['lint', 'biome', 'check', '.'],
  ['types', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['types of infra', 'tsc', '--noEmit', '-p', 'infra/tsconfig.json'],
  ['derived documents', 'node', 'local/derive.ts', '--check'],
  ['tests', 'vitest', 'run'],
  ['bundles', 'node', 'infra/build.ts'],
  ['synth', 'cdk', 'synth', '--quiet', '--no-notices'],
];

let passed = 0;
for (const [name, command, ...args] of steps) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\ncheck: ${name} failed after ${passed} of ${steps.length} steps`);
    process.exit(1);
  }
  passed += 1;
  console.log(`-- ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
console.log(`\ncheck: all ${passed} steps passed`);
