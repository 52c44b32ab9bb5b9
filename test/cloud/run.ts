import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as jose from 'jose';
import { playVisit } from './visit.ts';

/**
 * Deploys the synthesised app to a local AWS emulator and plays one visit through it: HTTP API, Lambda with the built
 * bundles, DynamoDB with streams, EventBridge, SQS, KMS, S3, Step Functions. The emulator is installed on demand into
 * a Python environment of its own.
 */
const project = join(import.meta.dirname, '..', '..');
const python = join(project, '.tools', 'cloud');
const packages = ['ministack==1.5.33', 'boto3==1.43.106', 'cryptography==50.0.2'];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

async function answers(url: string): Promise<void> {
  for (let look = 0; look < 100; look++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the emulator did not start');
}

if (!existsSync(join(python, 'bin', 'ministack'))) {
  execFileSync('python3', ['-m', 'venv', python], { stdio: 'inherit' });
  execFileSync(join(python, 'bin', 'pip'), ['install', '-q', ...packages], { stdio: 'inherit' });
}
execFileSync('node', ['infra/build.ts'], { cwd: project, stdio: 'ignore' });
execFileSync('cdk', ['synth', '--quiet', '--no-notices'], { cwd: project, stdio: 'inherit' });

const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
const port = await freePort();
const endpoint = `http://127.0.0.1:${port}`;
let emulator: ChildProcess | undefined;
try {
  const account = { MINISTACK_ACCOUNT_ID: '111111111111', MINISTACK_REGION: 'ap-southeast-1' };
  const env = { ...process.env, ...account, AWS_DEFAULT_REGION: 'ap-southeast-1', GATEWAY_PORT: String(port) };
  emulator = spawn(join(python, 'bin', 'ministack'), [], { cwd: folder, env, stdio: 'ignore' });
  await answers(`${endpoint}/_ministack/health`);
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256');
  const jwk = join(folder, 'public.json');
  const place = join(folder, 'place.json');
  writeFileSync(jwk, JSON.stringify({ ...(await jose.exportJWK(publicKey)), alg: 'ES256' }));
  const deploy = [join(project, 'test/cloud/deploy.py'), join(project, 'cdk.out'), endpoint, jwk, place];
  execFileSync(join(python, 'bin', 'python'), deploy, { stdio: 'inherit' });
  const deployed = JSON.parse(readFileSync(place, 'utf8')) as { api: string; secret: string };
  await playVisit({ ...deployed, port, signingKey: privateKey });
} finally {
  emulator?.kill();
  rmSync(folder, { recursive: true, force: true });
}
