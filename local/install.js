// Installs exactly what the lock file names when it is not there yet. Plain JavaScript for any Node 20 or later: it
// runs before Node 24, which is itself one of the packages.
import { execFileSync, execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.installed');
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const installed = () => {
  try {
    return (
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === lock &&
      execFileSync(node, ['--version'], { encoding: 'utf8' }).startsWith('v24.')
    );
  } catch {
    return false;
  }
};

if (!installed()) {
  console.error('Installing what the lock file names (once) ...');
  execSync('npm ci --no-fund --no-audit --loglevel=error', { cwd: root, stdio: ['ignore', 2, 2] });
  writeFileSync(stamp, lock);
}
