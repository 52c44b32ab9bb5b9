import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

export const project = join(import.meta.dirname, '..', '..');
const python = join(project, '.tools', 'cloud');
const packages = ['ministack==1.5.33', 'boto3==1.43.106', 'cryptography==50.0.2', 'duckdb==2.0.1'];
const stamp = join(python, 'installed');
export const account = '111111111111';
export const region = 'ap-southeast-1';

/** What `deploy.py` found and made. */
const Place = z.object({
  api: z.string(),
  secret: z.string(),
  pool: z.string(),
  client: z.string(),
  devicePool: z.string(),
  deviceClient: z.string(),
  issuer: z.string(),
  tables: z.array(z.string()),
  marks: z.string(),
  stacks: z.int(),
});

/** An emulated account in which the stacks are deployed. */
export interface Cloud extends z.infer<typeof Place> {
  readonly endpoint: string;
  readonly port: number;
  /** Ends the emulator and the functions that it runs. */
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

async function untilAnswering(url: string): Promise<void> {
  for (let look = 0; look < 100; look++) {
    const isThere = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isThere) return;
    await pause(200);
  }
  throw new Error('the emulator did not start');
}

/** An operation of a service whose protocol is JSON, without a client of its own. @throws when it is refused. */
export async function askEmulator<T>(endpoint: string, service: string, target: string, body: object): Promise<T> {
  const credential = `${account}/20260101/${region}/${service}/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      // Signatures are not checked there; the credential says whose account it is and which service is meant.
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${target}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** What functions logged as errors, the latest dozen. */
export async function complaintsIn({ endpoint }: Pick<Cloud, 'endpoint'>): Promise<string> {
  const ask = <T>(operation: string, body: object) =>
    askEmulator<T>(endpoint, 'logs', `Logs_20140328.${operation}`, body);
  const { logGroups } = await ask<{ logGroups: { logGroupName: string }[] }>('DescribeLogGroups', {});
  const found: { timestamp: number; message: string }[] = [];
  for (const { logGroupName } of logGroups.filter((group) => group.logGroupName.startsWith('/aws/lambda/'))) {
    const { events } = await ask<{ events: typeof found }>('FilterLogEvents', { logGroupName, limit: 1000 });
    const bad = events.filter(({ message }) => /"level":"ERROR"|errorMessage|letter failed/.test(message));
    found.push(...bad.map(({ timestamp, message }) => ({ timestamp, message: `${logGroupName}: ${message}` })));
  }
  return found
    .sort((one, other) => one.timestamp - other.timestamp)
    .slice(-12)
    .map(({ message }) => message.slice(0, 900))
    .join('\n');
}

/** Whether this machine has what the emulator needs. */
export function hasPython(): boolean {
  try {
    const checks = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
    execFileSync('python3', ['-c', checks], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Installs the emulator into a Python environment of its own, unless it is there. */
export function install(): void {
  const wanted = packages.join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  execFileSync('python3', ['-m', 'venv', python], { stdio: 'inherit' });
  const quietly = ['install', '--quiet', '--disable-pip-version-check', ...packages];
  execFileSync(join(python, 'bin', 'pip'), quietly, { stdio: 'inherit' });
  writeFileSync(stamp, wanted);
}

/**
 * A new, empty account with the stacks of `cdk.out` deployed.
 * @param gate address at which the deployed functions find the keys of tokens
 */
export async function openCloud(gate: string): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    MINISTACK_ACCOUNT_ID: account,
    MINISTACK_REGION: region,
    AWS_DEFAULT_REGION: region,
    GATEWAY_PORT: String(port),
    // It leaves the unpacked code of its functions behind: here it goes with the folder.
    TMPDIR: folder,
    // A trigger that fails must fail the sign-in, as it does on AWS.
    MINISTACK_COGNITO_PRETOKEN_STRICT: '1',
  };
  const emulator = spawn(join(python, 'bin', 'ministack'), [], { cwd: folder, env, stdio: 'ignore' });
  // Asked to end, it ends the functions that it runs as well.
  const endWithUs = (): void => {
    emulator.kill('SIGTERM');
  };
  process.once('exit', endWithUs);
  const exited = once(emulator, 'exit');
  const stop = async (): Promise<void> => {
    emulator.kill('SIGTERM');
    await Promise.race([exited, pause(10_000, undefined, { ref: false })]);
    emulator.kill('SIGKILL');
    process.removeListener('exit', endWithUs);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(`${endpoint}/_ministack/health`);
    const place = join(folder, 'place.json');
    const deploy = [join(project, 'test/cloud/deploy.py'), join(project, 'cdk.out'), endpoint, gate, place];
    const deploying = spawn(join(python, 'bin', 'python'), deploy, { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = (await once(deploying, 'exit')) as [number];
    if (code !== 0) throw new Error('the stacks could not be deployed');
    return { ...Place.parse(JSON.parse(readFileSync(place, 'utf8'))), endpoint, port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
