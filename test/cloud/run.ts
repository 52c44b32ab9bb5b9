import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hasPython, install, project } from './emulator.ts';
import { openGate } from './gate.ts';

/**
 * Deploys the synthesised app to a local AWS emulator and plays the journeys of `test/journeys` against it over HTTP:
 * HTTP API, Lambda with the built bundles, Cognito, DynamoDB with streams, EventBridge, SQS, KMS, S3, Step Functions.
 * Each journey begins with an empty account. Arguments go to the test runner: names of files play those alone.
 */
async function rehearse(): Promise<number> {
  install();
  execFileSync('node', ['infra/build.ts'], { cwd: project, stdio: 'ignore' });
  execFileSync('cdk', ['synth', '--quiet', '--no-notices'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
  const gate = await openGate();
  try {
    const asked = ['run', '--config', 'test/cloud/vitest.config.ts', ...process.argv.slice(2)];
    const env = { ...process.env, PROVINCE_URL: gate.url };
    const tests = spawn('vitest', asked, { cwd: project, env, stdio: 'inherit' });
    const [code] = (await once(tests, 'exit')) as [number | null];
    const { clouds, secondsOfDeployment, requests } = gate.figures;
    console.log(`${requests} requests, ${clouds} clouds, ${Math.round(secondsOfDeployment)} s of deploying them`);
    return code ?? 1;
  } finally {
    await gate.close();
  }
}

// A rehearsal that is broken off takes the emulator with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (hasPython()) {
  process.exitCode = await rehearse();
} else {
  // Elsewhere a machine without Python may skip this; where everything must be judged, a skip is a failure.
  const mustRun = process.env['CI'] !== undefined && process.env['CI'] !== '';
  console.error(
    `SKIPPED: the rehearsal needs Python 3.10 or later with venv${mustRun ? ', and CI must not skip it' : ''}`,
  );
  process.exitCode = mustRun ? 1 : 0;
}
