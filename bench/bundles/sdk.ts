import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { Need } from '../../shared/kernel/doors.ts';

const project = join(import.meta.dirname, '..', '..');

/** A function as `infra/build.ts` makes it: the handler it exports, and the ports it carries for first use. */
export interface FunctionSource {
  readonly folder: string;
  readonly module: string;
  readonly exported: string;
  readonly needs: readonly Need[];
}

/** Names by package, both in order. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What of the SDK a function imports when it loads, and what only at a first use. */
export interface SdkImports {
  readonly atLoad: Imports;
  readonly later: readonly Imports[];
}

/** Leaves packages outside; without a claim to side effects, an import that tree shaking makes unused goes away. */
const packagesOutside: Plugin = {
  name: 'packages outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path, external: true, sideEffects: false },
    );
  },
};

/**
 * Reads which clients and commands a function imports: its own sources are bundled with all packages left outside, so
 * that after tree shaking the import statements that are left name exactly what is used, and dynamic imports lie apart.
 */
export async function sdkImportsOf({ module, exported, needs }: FunctionSource): Promise<SdkImports> {
  const carried = needs
    .map((need) => join(project, 'shared', 'aws', 'open', `${need}.ts`))
    .filter((path) => existsSync(path))
    .map((path) => `() => import(${JSON.stringify(path)})`);
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `export { ${exported} as handler } from ${JSON.stringify(join(project, module))};
        export const carried = [${carried.join(', ')}];`,
      resolveDir: project,
      loader: 'ts',
    },
    absWorkingDir: project,
    outdir: 'sdk-imports',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    plugins: [packagesOutside],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const textOf = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const read = (output: string): string => textOf.get(join(project, output)) ?? '';
  const entry = Object.keys(metafile.outputs).find((output) => metafile.outputs[output]?.entryPoint === '<stdin>');
  if (entry === undefined) throw new Error(`no bundle of ${exported}`);
  const atLoad = reachable(metafile, [entry]);
  const first = Object.keys(metafile.outputs).filter((output) => !atLoad.has(output));
  return {
    atLoad: importsIn([...atLoad].map(read)),
    later: first.map((output) => importsIn([read(output)])).filter((imports) => imports.size > 0),
  };
}

/** Outputs that load together with these: over import statements, not over dynamic imports. */
function reachable(metafile: Metafile, from: readonly string[]): Set<string> {
  const found = new Set<string>(from);
  for (const output of found) {
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      if (kind === 'import-statement' && !external) found.add(path);
    }
  }
  return found;
}

function importsIn(texts: readonly string[]): Imports {
  const names = new Map<string, Set<string>>();
  for (const text of texts) {
    for (const [, list = '', from = ''] of text.matchAll(/import\s*\{([^}]+)\}\s*from\s*"(@aws-sdk\/[^"]+)"/g)) {
      const known = names.get(from) ?? new Set();
      for (const one of list.split(',')) {
        const name = one.trim().split(' as ')[0];
        if (name) known.add(name);
      }
      names.set(from, known);
    }
  }
  return new Map([...names].toSorted().map(([from, known]) => [from, [...known].toSorted()]));
}

/** A handler that imports the same and does nothing else, as source. */
export function bareHandler({ atLoad, later }: SdkImports): {
  readonly main: string;
  readonly later: readonly string[];
} {
  const imports = [...atLoad].map(([from, names]) => `import { ${names.join(', ')} } from '${from}';`);
  const used = [...atLoad.values()].flat();
  return {
    main: [
      ...imports,
      `const later = [${later.map((_, nth) => `() => import('./later-${nth}.mjs')`).join(', ')}];`,
      `export const handler = async () => [${used.join(', ')}, later];`,
    ].join('\n'),
    later: later.map((imported) =>
      [...imported].map(([from, names]) => `export { ${names.join(', ')} } from '${from}';`).join('\n'),
    ),
  };
}
