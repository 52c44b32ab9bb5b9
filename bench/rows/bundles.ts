import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildFunctions } from '../../infra/build.ts';
import { bundleFolder, handlers } from '../../infra/handlers.ts';
import { bareHandler, type FunctionSource, sdkImportsOf } from '../bundles/sdk.ts';
import { median, rounded } from '../figures.ts';
import { inFolder } from '../folder.ts';
import type { Line, Row } from '../row.ts';

const project = join(import.meta.dirname, '..', '..');
const rounds = 9;
const most = 1.5;
const run = promisify(execFile);

const sources: readonly FunctionSource[] = [
  ...handlers.map((handler) => ({
    folder: bundleFolder(handler),
    module: `functions/${handler.context}/lambda.ts`,
    exported: handler.name,
    needs: handler.served.needs,
  })),
  ...(['relay', 'tokenClaims'] as const).map((name) => ({
    folder: bundleFolder({ context: 'platform', name }),
    module: `shared/runtime/${name === 'relay' ? 'platform' : 'claims'}.ts`,
    exported: name,
    needs: [],
  })),
];

/** Prints the milliseconds of CPU, user and system, that the import took. */
const script = `const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit();`;

/** Loads a bundle in a fresh process with nothing in its environment, as at a cold start. */
async function loadCpu(path: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, path], { env: {} });
  return Number(stdout);
}

/** Bundles the bare handler with the options of `infra/build.ts`, once for each set of imports. */
async function bundleBare(folder: string, source: ReturnType<typeof bareHandler>): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16);
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'bare.mjs'), source.main);
  for (const [nth, text] of source.later.entries()) writeFileSync(join(place, `later-${nth}.mjs`), text);
  const outfile = join(place, 'index.mjs');
  await build({
    absWorkingDir: project,
    entryPoints: [join(place, 'bare.mjs')],
    outfile,
    // The sources lie outside the project; packages are the project's.
    nodePaths: [join(project, 'node_modules')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return outfile;
}

interface Measured {
  readonly name: string;
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
}

/** Each function right after the bare handler of its own imports, round by round. */
async function measureAll(pairs: readonly { name: string; ours: string; bare: string }[]): Promise<Measured[]> {
  const seen = pairs.map(({ name }) => ({ name, ours: [] as number[], bare: [] as number[], ratio: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [nth, pair] of pairs.entries()) {
      const bare = await loadCpu(pair.bare);
      const ours = await loadCpu(pair.ours);
      seen[nth]?.bare.push(bare);
      seen[nth]?.ours.push(ours);
      seen[nth]?.ratio.push(ours / bare);
    }
  }
  return seen.map(({ name, ours, bare, ratio }) => ({
    name,
    ours: median(ours),
    bare: median(bare),
    ratio: median(ratio),
  }));
}

function lineOf(measured: readonly Measured[]): Line {
  const byRatio = measured.toSorted((a, b) => b.ratio - a.ratio);
  const worst = byRatio[0];
  if (!worst) throw new Error('there is no function');
  return {
    promise: `load CPU of every function at most ${most} x a bare handler that imports the same SDK clients`,
    ours: { value: rounded(worst.ours), unit: 'ms of CPU' },
    peer: { name: `bare handler, for ${worst.name}`, value: rounded(worst.bare), unit: 'ms of CPU' },
    ratio: rounded(worst.ratio),
    pass: worst.ratio <= most,
    notes: [
      `the worst of ${measured.length} functions, median of ${rounds} interleaved rounds in fresh processes; median ratio ${rounded(median(measured.map(({ ratio }) => ratio)))}, above the bound ${measured.filter(({ ratio }) => ratio > most).length}`,
      ...byRatio.map(
        ({ name, ours, bare, ratio }) =>
          `${rounded(ratio).toFixed(2)}  ${name}: ${rounded(ours)} ms, bare ${rounded(bare)} ms`,
      ),
    ],
  };
}

export const bundles: Row = {
  measure: () =>
    inFolder(async (folder) => {
      await buildFunctions();
      // Measured from a copy: whoever builds meanwhile replaces dist.
      cpSync(join(project, 'dist', 'functions'), join(folder, 'functions'), { recursive: true });
      const pairs: { name: string; ours: string; bare: string }[] = [];
      for (const source of sources) {
        const name = source.folder.replace('dist/functions/', '');
        const bare = await bundleBare(folder, bareHandler(await sdkImportsOf(source)));
        pairs.push({ name, ours: join(folder, 'functions', name, 'index.mjs'), bare });
      }
      return [lineOf(await measureAll(pairs))];
    }),
};
