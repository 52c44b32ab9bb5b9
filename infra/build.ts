import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Need } from '../shared/kernel/doors.ts';
import { bundleFolder, handlers } from './handlers.ts';

const project = join(import.meta.dirname, '..');
const stubs = join(project, 'dist', 'stubs');

/** A function's code is read at every cold start; 1 MB keeps that short. */
const maxBytes = 1_000_000;
/** What belongs to one machine and must never be carried to Lambda. */
const forbidden = /@duckdb\/|node:sqlite|swagger-ui|\/shared\/embedded\//;

/** Export in the module that makes the handler, and the folder its bundle goes to. */
interface Entry {
  readonly module: string;
  readonly exported: string;
  readonly folder: string;
  readonly needs: readonly Need[];
}

const openers: Partial<Record<Need, string>> = {
  files: 'openFiles',
  keys: 'openKeys',
  lake: 'openLake',
  letters: 'openLetters',
  shared: 'openShared',
  grants: 'openGrants',
};

const entries: readonly Entry[] = [
  ...handlers.map((handler) => ({
    module: `functions/${handler.context}/lambda.ts`,
    exported: handler.name,
    folder: bundleFolder(handler),
    needs: handler.served.needs,
  })),
  {
    module: 'shared/runtime/platform.ts',
    exported: 'relay',
    folder: bundleFolder({ context: 'platform', name: 'relay' }),
    needs: [],
  },
  {
    module: 'shared/runtime/claims.ts',
    exported: 'tokenClaims',
    folder: bundleFolder({ context: 'platform', name: 'tokenClaims' }),
    needs: [],
  },
];

/**
 * A stub re-exports one handler, so that tree shaking drops its neighbours, and carries the ports its doors need, each
 * loaded at its first use.
 */
function writeStub({ module, exported, folder, needs }: Entry): readonly [output: string, stub: string] {
  const stub = join(stubs, `${folder.replaceAll('/', '-')}.ts`);
  const from = (path: string): string => relative(stubs, join(project, path)).replaceAll('\\', '/');
  const carried = needs.flatMap((need) => {
    const opener = openers[need];
    if (!opener) return [];
    return [`  ${need}: () => import('${from(`shared/aws/open/${need}.ts`)}').then((loaded) => loaded.${opener}),`];
  });
  const lines = [
    ...(carried.length > 0
      ? [`import { carry } from '${from('shared/aws/source.ts')}';`, 'carry({', ...carried, '});']
      : []),
    `export { ${exported} as handler } from '${from(module)}';`,
  ];
  writeFileSync(stub, `${lines.join('\n')}\n`);
  return [join(relative(join(project, 'dist'), join(project, folder)), 'index'), stub];
}

/** Builds every function's bundle in one call. @throws when one is too big or carries what it must not. */
export async function buildFunctions(): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
  rmSync(join(project, 'dist', 'functions'), { recursive: true, force: true });
  mkdirSync(stubs, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(entries.map(writeStub)),
    outdir: join(project, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // The few CommonJS packages inside ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    metafile: true,
    logLevel: 'warning',
  });
  rmSync(stubs, { recursive: true });
  const wrong: string[] = [];
  for (const [output, { inputs, imports }] of Object.entries(metafile.outputs)) {
    const carried = [...Object.keys(inputs), ...imports.map(({ path }) => path)].filter((path) => forbidden.test(path));
    if (carried.length > 0) wrong.push(`${output} carries ${carried.slice(0, 3).join(', ')}`);
  }
  const sizes = entries.map(({ folder }) => ({ folder, bytes: statSync(join(project, folder, 'index.mjs')).size }));
  wrong.push(
    ...sizes.filter(({ bytes }) => bytes > maxBytes).map(({ folder, bytes }) => `${folder} has ${bytes} bytes`),
  );
  if (wrong.length > 0) throw new Error(`bundles refused:\n${wrong.join('\n')}`);
  return sizes;
}

if (import.meta.main) {
  const started = performance.now();
  const sizes = await buildFunctions();
  for (const { folder, bytes } of sizes) console.log(`${String(Math.ceil(bytes / 1024)).padStart(6)} kB  ${folder}`);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${sizes.length} functions, ${Math.ceil(total / 1024)} kB, built in ${seconds} s`);
}
