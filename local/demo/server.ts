import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '..', 'main.ts');

/** The province in a process of its own, as `npm start` runs it, on a free port. */
export interface ProvinceProcess {
  readonly url: string;
  /** With SIGKILL it dies where it stands. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts `local/main.ts` on this data folder and waits until its hospitals are there. @throws when it ends before. */
export async function startProvince(folder: string): Promise<ProvinceProcess> {
  const child = spawn(process.execPath, [entry], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      PORT: '0',
      DATA_DIR: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const endWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
  child.stdout.setEncoding('utf8');
  let said = '';
  for await (const part of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(part);
    if (/^ready http\S+$/m.test(said)) break;
  }
  // What it says from here on is nobody's concern, but a full pipe would stop it.
  child.stdout.resume();
  const url = /^ready (http\S+)$/m.exec(said)?.[1];
  if (url === undefined) throw new Error(`the province ended before it was ready:\n${said}`);
  return {
    url,
    async stop(signal = 'SIGTERM') {
      process.removeListener('exit', endWithUs);
      child.kill(signal);
      await exited;
    },
  };
}
