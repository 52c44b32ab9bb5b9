import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const entry = join(import.meta.dirname, '..', 'local', 'main.ts');
const lookEveryMs = 5;
const longestStartMs = 60_000;

/** The embedded server as `npm start` runs it, in a process of its own. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of `node` until a connection was accepted. */
  readonly listeningMs: number;
  /** ... and until it said that it is ready: the five hospitals are there. */
  readonly readyMs: number;
  /** Resident set size in bytes. */
  memory(): number;
  /** CPU seconds it has used so far, user and system. */
  cpuSeconds(): number;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

const isAccepting = (port: number): Promise<boolean> =>
  new Promise((tell) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      tell(true);
    });
    socket.once('error', () => tell(false));
  });

/** Starts `local/main.ts` on this data folder and waits until it is ready. */
export async function startServer(folder: string): Promise<Server> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port), DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Whatever ends the bench ends the server.
  const end = (): boolean => child.kill('SIGKILL');
  process.once('exit', end);
  const ready = readyLine(child).then(() => performance.now() - started);
  const exited = once(child, 'exit');
  while (!(await isAccepting(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (performance.now() - started > longestStartMs) throw new Error('the server does not listen');
    await pause(lookEveryMs);
  }
  const listeningMs = performance.now() - started;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    listeningMs,
    readyMs: await ready,
    memory: () => 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(procFile(child, 'status'))?.[1]),
    cpuSeconds: () => cpuTicks(procFile(child, 'stat')) / ticksPerSecond,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      process.off('exit', end);
    },
  };
}

const readyLine = async ({ stdout }: ChildProcess): Promise<void> => {
  if (!stdout) throw new Error('the server has no output');
  stdout.setEncoding('utf8');
  let text = '';
  for await (const part of stdout) {
    text += part;
    if (/^ready http/m.test(text)) break;
  }
};

/** USER_HZ, 100 wherever Linux runs Node. */
const ticksPerSecond = 100;

/** Linux tells of a process in files; elsewhere memory and CPU are NaN and their promises fail. */
function procFile({ pid }: ChildProcess, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Fields 14 and 15 of /proc/PID/stat (proc(5)), counted behind the command name, which may hold blanks. */
function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
