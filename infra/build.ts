import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import type { Need } from '../shared/kernel/doors.ts';
import { bundleFolder, type HandlerOfContext, handlers } from './handlers.ts';

const project = join(import.meta.dirname, '..');
const stubs = join(project, 'dist', 'stubs');

/** A function's code is read at every cold start; 1 MB keeps that short. */
const maxBytes = 1_000_000;
/** What belongs to one machine and must never be carried to Lambda. */
const forbidden = /@duckdb\/|node:sqlite|swagger-ui|\/shared\/embedded\//;

/**
 * Modules that few requests need and that would make a bundle too big: each is a file of its own beside the bundle that
 * imports it, read at its first use and not at a cold start.
 */
const asides: Readonly<Record<string, string>> = { './receipt-pdf.ts': 'functions/billing/receipt-pdf.ts' };
const asideFile = (path: string): string => path.replace(/\.ts$/, '.mjs');

/** An import of such a module at run time stays one, of the file beside the bundle. */
const setAside: Plugin = {
  name: 'set-aside',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && path in asides ? { path: asideFile(path), external: true } : undefined,
    );
  },
};

/**
 * The letters of receipts are a file of a package in Node and lie packed in the bundle in Lambda. The library that reads
 * them carries half a megabyte to unpack fonts of the web, which Node can do and which no font here is.
 */
const packedFonts: Plugin = {
  name: 'packed-fonts',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /receipt-font\.ts$/ }, ({ path }) => {
      const [, font = ''] = /const path = '([^']+)'/.exec(readFileSync(path, 'utf8')) ?? [];
      const packed = brotliCompressSync(readFileSync(createRequire(path).resolve(font))).toString('base64');
      const unpack = `export const receiptFont = () => brotliDecompressSync(Buffer.from('${packed}', 'base64'));`;
      return { contents: `import { brotliDecompressSync } from 'node:zlib';\n${unpack}`, loader: 'js' };
    });
    onResolve({ filter: /^brotli\/decompress\.js$/ }, () => ({ path: 'unpack', namespace: 'node-brotli' }));
    onLoad({ filter: /^unpack$/, namespace: 'node-brotli' }, () => ({
      contents: `export { brotliDecompressSync as default } from 'node:zlib';`,
      loader: 'js',
    }));
  },
};

const bundled = {
  absWorkingDir: project,
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
  plugins: [setAside, packedFonts],
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

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
  inquiries: 'openInquiries',
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

/** Builds what the bundles set aside, each into the folder of the bundle that imports it. */
async function buildAsides(outputs: Metafile['outputs']): Promise<Metafile['outputs']> {
  let built: Metafile['outputs'] = {};
  for (const [output, { imports }] of Object.entries(outputs)) {
    for (const [path, module] of Object.entries(asides)) {
      if (!imports.some((one) => one.path === asideFile(path))) continue;
      const outfile = join(project, dirname(output), asideFile(path));
      const { metafile } = await build({ ...bundled, entryPoints: [module], outfile, outExtension: {} });
      built = { ...built, ...metafile.outputs };
    }
  }
  return built;
}

/** Builds every function's bundle in one call. @throws when one is too big or carries what it must not. */
export async function buildFunctions(): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
  rmSync(join(project, 'dist', 'functions'), { recursive: true, force: true });
  mkdirSync(stubs, { recursive: true });
  const entryPoints = Object.fromEntries(entries.map(writeStub));
  const { metafile } = await build({ ...bundled, entryPoints, outdir: join(project, 'dist') });
  rmSync(stubs, { recursive: true });
  const wrong: string[] = [];
  const beside = await buildAsides(metafile.outputs);
  for (const [output, { inputs, imports }] of Object.entries({ ...metafile.outputs, ...beside })) {
    const carried = [...Object.keys(inputs), ...imports.map(({ path }) => path)].filter((path) => forbidden.test(path));
    if (carried.length > 0) wrong.push(`${output} carries ${carried.slice(0, 3).join(', ')}`);
  }
  const sizes = entries.map(({ folder }) => ({ folder, bytes: statSync(join(project, folder, 'index.mjs')).size }));
  wrong.push(
    ...sizes.filter(({ bytes }) => bytes > maxBytes).map(({ folder, bytes }) => `${folder} has ${bytes} bytes`),
    ...Object.entries(beside)
      .filter(([, { bytes }]) => bytes > maxBytes)
      .map(([output, { bytes }]) => `${output} has ${bytes} bytes`),
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
