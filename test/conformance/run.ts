import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchDynamoDbLocal, hasJava, startDynamoDbLocal } from './dynamodb-local.ts';

/**
 * `npm run test:conformance`: the suites that need a real DynamoDB, against DynamoDB Local. Ends with the status of
 * vitest. Without Java it is skipped, which is a failure where CI is set.
 */
const root = join(import.meta.dirname, '..', '..');
const suites = ['test/conformance/dynamodb.test.ts', 'test/conformance/bundles.test.ts'].filter((suite) =>
  existsSync(join(root, suite)),
);

function skipped(): number {
  const line = '='.repeat(80);
  console.error(`${line}\nSKIPPED: the conformance suite on DynamoDB needs Java (17 or later), which is not here.`);
  console.error(`Nothing was proved about the AWS side of the table.\n${line}`);
  return process.env['CI'] ? 1 : 0;
}

async function run(): Promise<number> {
  if (!hasJava()) return skipped();
  const dynamoDb = await startDynamoDbLocal(fetchDynamoDbLocal(join(root, '.tools')));
  console.log(`DynamoDB Local at ${dynamoDb.endpoint}`);
  const vitest = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...suites], {
    cwd: root,
    env: { ...process.env, DYNAMODB_ENDPOINT: dynamoDb.endpoint },
    stdio: 'inherit',
  });
  const interrupt = (): void => void vitest.kill('SIGINT');
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await new Promise<number>((resolve, reject) => {
      vitest.once('error', reject);
      vitest.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await dynamoDb.stop();
  }
}

process.exitCode = await run();
