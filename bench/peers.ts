import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'peers');
const stamp = join(folder, 'node_modules', '.installed');

/** Installs exactly what `peers/package-lock.json` names when it is not there yet. */
export function installPeers(): void {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing the peers that the bench measures beside (once) ...');
  // Run in the folder, so that npm reads the settings there and not those of the project.
  execFileSync('npm', ['ci', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 2, 2] });
  writeFileSync(stamp, lock);
}

/** Loads a peer. The caller states what it uses of it; the peers are no dependency and bring no types here. */
export const peer = createRequire(join(folder, 'package.json'));
