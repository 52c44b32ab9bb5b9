import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Need } from '../shared/kernel/doors.ts';
import { bundleFolder, type HandlerOfContext, handlers } from './handlers.ts';

const project = join(import.meta.dirname, '..');
const stubs = join(project, 'dist', 'stubs');

/** A function's code is read at every cold start; 1 MB keeps that short. */
const maxBytes = 1_000_000;
/** What belongs to one machine and must never be carried to Lambda. */
const forbidden = /@duckdb\/|node:sqlite|swagger-ui|\/shared\/embedded\//;

/** A handler's bundle: the source of its stub, the folder it goes to, and the ports it carries for first use. */
interface Entry {
  readonly source: string;
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
  accounts: 'openAccounts',
  sessions: 'openSessions',
  standings: 'openStandings',
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const fromStubs = (path: string): string => relative(stubs, join(project, path)).replaceAll('\\', '/');
const fileOf = ({ context, name }: { context: string; name: string }): string =>
  fromStubs(`functions/${context}/${kebab(name)}.ts`);

/**
 * The same call as in the context's `lambda.ts`, but with the function's own doors only: a list of all doors in the
 * bundle would make every function read the whole context at its start.
 */
function stubOf({ context, name, served }: HandlerOfContext): string {
  const taken = [...served.doors, ...served.answers];
  const imports = taken.map((placed, at) => `import { ${placed.name} as door${at} } from '${fileOf(placed)}';`);
  const contextOf = (of: string, placed: readonly (typeof taken)[number][]): string =>
    `context('${of}', { ${placed.map((one) => `${one.name}: door${taken.indexOf(one)}`).join(', ')} })`;
  const answering = [...Map.groupBy(served.answers, (placed) => placed.context)].map(([of, placed]) =>
    contextOf(of, placed),
  );
  const own = contextOf(context, served.doors);
  const rest = `[${answering.join(', ')}]`;
  const [first] = served.doors;
  const calls = {
    reads: `readsOf(${own}, ${rest})`,
    writes: `writesOf(${own}, ${rest})`,
    callbacks: `callbacksOf(${own}, '/callbacks', ${rest})`,
    reaction: `reactionOf('${context}', '${first?.name}', door0, ${rest})`,
    schedule: `scheduleOf('${context}', '${first?.name}', door0, ${rest})`,
  } as const;
  if (served.kind === 'relay') throw new Error(`${context}.${name} is no handler of a context`);
  const makers = 'callbacksOf, reactionOf, readsOf, scheduleOf, writesOf';
  return [
    `import { context } from '${fromStubs('shared/kernel/doors.ts')}';`,
    `import { ${makers} } from '${fromStubs('shared/runtime/lambda.ts')}';`,
    ...imports,
    `export const handler = ${calls[served.kind]};`,
  ].join('\n');
}

const platformEntry = (module: string, exported: string): Entry => ({
  source: `export { ${exported} as handler } from '${fromStubs(module)}';`,
  folder: bundleFolder({ context: 'platform', name: exported }),
  needs: [],
});

const entries: readonly Entry[] = [
  ...handlers.map((handler) => ({
    source: stubOf(handler),
    folder: bundleFolder(handler),
    needs: handler.served.needs,
  })),
  platformEntry('shared/runtime/platform.ts', 'relay'),
  platformEntry('shared/runtime/claims.ts', 'tokenClaims'),
];

/** Writes a bundle's stub, with the ports its doors need, each loaded at its first use. */
function writeStub({ source, folder, needs }: Entry): readonly [output: string, stub: string] {
  const stub = join(stubs, `${folder.replaceAll('/', '-')}.ts`);
  const carried = needs.flatMap((need) => {
    const opener = openers[need];
    if (!opener) return [];
    return [
      `  ${need}: () => import('${fromStubs(`shared/aws/open/${need}.ts`)}').then((loaded) => loaded.${opener}),`,
    ];
  });
  const ports =
    carried.length > 0
      ? [`import { carry } from '${fromStubs('shared/aws/source.ts')}';`, 'carry({', ...carried, '});']
      : [];
  writeFileSync(stub, `${[...ports, source].join('\n')}\n`);
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
