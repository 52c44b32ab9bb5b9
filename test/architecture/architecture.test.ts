import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { registry as listed } from '../../functions/registry.ts';
import type { Context, Door } from '../../shared/kernel/doors.ts';
import { edgeRefusals, refusals } from '../../shared/kernel/refusal.ts';
import { routesOf } from '../../shared/runtime/house.ts';

/** Seen as any list of contexts, so that a question which today has no taker is still a question. */
const registry: readonly Context[] = listed;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function files(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(root, path)).isDirectory() ? files(path) : [path];
  });
}
const sources = ['functions', 'shared', 'local', 'infra'].flatMap(files).filter((path) => path.endsWith('.ts'));
const code = sources.filter((path) => !path.endsWith('.test.ts'));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const importsOf = (path: string): string[] =>
  [...text(path).matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map((match) => match[1] ?? '');
/** Where an import leads, from the project's root; packages keep their name. */
const targetsOf = (path: string): string[] =>
  importsOf(path).map((target) =>
    target.startsWith('.') ? relative(root, join(root, dirname(path), target)) : target,
  );
const lines = (path: string): number => text(path).split('\n').length - 1;

/** Small pure libraries that domain code may use. Each has its line in docs/decisions. */
const domainPackages = ['zod', 'qrcode', 'dicom-parser', 'jose', 'read-excel-file/universal', 'pdfkit'];
/** Exported though no other file of the house uses it, for a reason. */
const unusedExports: Record<string, string> = {
  'functions/billing/providers/sepay-checkout.ts signSepayCheckout':
    'how a checkout page is signed: fixed by vectors before the first hospital has one',
  'functions/billing/providers/vietqr-vn.ts refundChecksum':
    'how a refund is signed: fixed by vectors before the first refund can be sent',
  'shared/aws/schema.ts createTableInput': 'the conformance run makes its tables from it',
  'infra/stacks/events.ts flows': 'each flow is asserted from source to target in test/infra',
};
/** Longer than 400 lines for a reason. */
const longFiles: Record<string, string> = {
  'infra/stacks/data.ts': 'every stateful thing is written out by hand, in plain sight, and there are twelve tables',
};
/** Doors longer than 60 lines for a reason. */
const longDoors: Record<string, string> = {};

const tests = [...sources, ...files('test')].filter((path) => path.endsWith('.test.ts'));
/** Whose use of an export counts: the code itself, what is measured and shown with it, and the stages of the tests. */
const users = [...code, ...['bench', 'web', 'test'].flatMap(files).filter((path) => /(?<!\.test)\.tsx?$/.test(path))];
const importers = new Map([...users, ...tests].map((path) => [path, targetsOf(path)] as const));
const exportsOf = (path: string): string[] => [
  ...new Set(
    [...text(path).matchAll(/^export (?:async )?(?:const|let|function\*?|class|type|interface) (\w+)/gm)].flatMap(
      ([, name]) => (name === undefined ? [] : [name]),
    ),
  ),
];
/** Files whose exports are taken by name from outside the code: Lambda handlers, and ports that a build carries on demand. */
const entryFiles = /^(functions\/[a-z]+\/lambda|shared\/runtime\/(platform|claims)|shared\/aws\/open\/[a-z]+)\.ts$/;
/** The path of a route, or its last word where a stage puts the path together. */
const saysPath = (said: string, route: string): boolean => {
  const path = route.replace(/^\w+ /, '');
  const last = path.split('/').findLast((word) => !word.startsWith('{')) ?? path;
  return said.includes(path) || [`'${last}'`, `/${last}\``, `/${last}'`].some((word) => said.includes(word));
};
/** What a test may call a door by, beside its own name: the event it takes, one that it publishes, the question. */
const wordsOf = (door: Door): string[] => {
  if (door.kind === 'schedule' || door.kind === 'route') return [];
  const names: string[] =
    door.kind === 'answer'
      ? [door.to.name]
      : [door.on.name, ...door.emits.map((event: { name: string }) => event.name)];
  return names.flatMap((name) => [name, camel(name)]);
};
const camel = (name: string): string =>
  name.replace(/^.*\./, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the walls of the house', () => {
  const contextCode = code.filter((path) => path.startsWith('functions/') && path !== 'functions/registry.ts');

  it('lets a context import only itself, the kernel, contracts, ports and small pure libraries', () => {
    const wrong = contextCode
      .filter((path) => basename(path) !== 'lambda.ts')
      .flatMap((path) => {
        const own = path.split('/').slice(0, 2).join('/');
        return targetsOf(path)
          .filter((target) => !target.startsWith(`${own}/`) && !/^shared\/(kernel|contracts|ports)\//.test(target))
          .filter((target) => !domainPackages.includes(target) && !target.startsWith('node:'))
          .map((target) => `${path} -> ${target}`);
      });
    expect(wrong).toEqual([]);
  });
  it('keeps Lambda, middy and the AWS SDK out of doors and domain', () => {
    const wrong = contextCode.filter(
      (path) => basename(path) !== 'lambda.ts' && importsOf(path).some((target) => /^(@aws|@middy|aws-)/.test(target)),
    );
    expect(wrong).toEqual([]);
  });
  it('knows AWS only in shared/aws, shared/runtime and infra, middy only in one file', () => {
    expect(
      code
        .filter((path) => importsOf(path).some((target) => target.startsWith('@aws-sdk/')))
        .filter((path) => !/^(shared\/aws|infra)\//.test(path)),
    ).toEqual([]);
    expect(code.filter((path) => importsOf(path).includes('@middy/core'))).toEqual(['shared/runtime/http.ts']);
  });
  it('lets contexts take time and identity from the world only', () => {
    const wrong = contextCode.filter((path) =>
      /Date\.now\(|new Date\(\)|randomUUID|Math\.random|process\.env/.test(text(path)),
    );
    expect(wrong).toEqual([]);
  });
  it('imports zod as a namespace, which costs a bundle 85 kB instead of 454', () => {
    expect(sources.filter((path) => /import \{[^}]*\} from 'zod'/.test(text(path)))).toEqual([]);
  });
  it('keeps files under 400 lines', () => {
    expect(
      sources.filter((path) => lines(path) > 400 && !(path in longFiles)).map((path) => `${path}: ${lines(path)}`),
    ).toEqual([]);
  });
  it('keeps doors under 60 lines', () => {
    const doorFiles = contextCode.filter((path) => /= (route|reaction|schedule|answer)\(/.test(text(path)));
    const long = doorFiles.filter((path) => {
      const body = text(path).split('\n');
      const start = body.findIndex((line) => /= (route|reaction|schedule|answer)\(/.test(line));
      return body.slice(start).filter((line) => line.trim() !== '').length > 60 && !(path in longDoors);
    });
    expect(long).toEqual([]);
  });
  it('lists every door file in its context, under the name of the file', () => {
    const wrong = contextCode
      .filter((path) => /= (route|reaction|schedule|answer)\(/.test(text(path)))
      .flatMap((path) => {
        const name = basename(path, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
        const context = registry.find((one) => path.startsWith(`functions/${one.name}/`));
        return context && name in context.doors ? [] : [path];
      });
    expect(wrong).toEqual([]);
  });
  it('has a test beside every context', () => {
    for (const context of registry)
      expect(
        sources.some((path) => path.startsWith(`functions/${context.name}/`) && path.endsWith('.test.ts')),
        context.name,
      ).toBe(true);
  });
  it('exports nothing that only its own file uses', () => {
    const entries = (path: string) => entryFiles.test(path);
    const unused = code
      .filter((path) => !entries(path))
      .flatMap((path) => exportsOf(path).map((name) => ({ path, name, word: new RegExp(`\\b${name}\\b`, 'g') })))
      .filter(({ path, word }) => {
        const takes = (user: string) => (importers.get(user) ?? []).includes(path) && text(user).search(word) >= 0;
        const isUsed = users.some(takes);
        // A decision that its file uses may be tried by itself in the test beside it.
        const isTried = (text(path).match(word) ?? []).length > 1 && tests.some(takes);
        return !isUsed && !isTried;
      })
      .map(({ path, name }) => `${path} ${name}`);
    expect(unused).toEqual(Object.keys(unusedExports));
  });
  it('has one implementation of every port in each edition', () => {
    const handedOut = /interface Ports \{([^}]*)\}/.exec(text('shared/ports/source.ts'))?.[1] ?? '';
    const ports = [...handedOut.matchAll(/readonly \w+: (\w+);/g)].map(([, port]) => String(port));
    expect(ports.length).toBeGreaterThan(6);
    for (const edition of ['shared/aws/', 'shared/embedded/'])
      for (const port of ports) {
        const makers = code
          .filter((path) => path.startsWith(edition) && !path.startsWith('shared/aws/open/'))
          .flatMap((path) =>
            [...text(path).matchAll(new RegExp(`\\): (?:Embedded)?${port} (=>|\\{)`, 'g'))].map(() => path),
          );
        expect(makers, `${port} in ${edition}`).toHaveLength(1);
      }
  });
  it('tests every door beside it: each is named in a test of its context, or in a stage that such a test opens', () => {
    const untested = registry.flatMap((context) => {
      const own = tests.filter((path) => path.startsWith(`functions/${context.name}/`));
      const stages = own.flatMap(targetsOf).filter((path) => /^test\/[a-z-]+\.ts$/.test(path));
      const said = [...new Set([...own, ...stages])].map(text).join('\n');
      return Object.entries(context.doors).flatMap(([name, door]) => {
        const isNamed = door.kind === 'route' && saysPath(said, door.route);
        return isNamed || [name, ...wordsOf(door)].some((word) => said.includes(word))
          ? []
          : [`${context.name}.${name}`];
      });
    });
    expect(untested).toEqual([]);
  });
  it('uses none of the empty names', () => {
    expect(
      sources.filter((path) => /(^|[-/])(utils?|helpers?|common|manager|service)\b/.test(path.replace(/\.ts$/, ''))),
    ).toEqual([]);
  });
});

describe('the registry', () => {
  it('has no route twice', () => {
    const routes = routesOf(registry).map((placed) => placed.door.route);
    expect(routes.filter((route, at) => routes.indexOf(route) !== at)).toEqual([]);
  });
  it('refuses unknown fields on every route of our own API', () => {
    interface Shape {
      additionalProperties?: unknown;
      anyOf?: Shape[];
      oneOf?: Shape[];
    }
    const isStrict = (shape: Shape): boolean =>
      (shape.anyOf ?? shape.oneOf)?.every(isStrict) ?? shape.additionalProperties === false;
    const loose = routesOf(registry)
      .filter(({ door }) => door.dialect === 'json')
      .filter(
        ({ door }) =>
          !isStrict(z.toJSONSchema(door.input as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Shape),
      )
      .map(({ id }) => id);
    expect(loose).toEqual([]);
  });
  it('takes the tenant from no path, query or body of our own API, except where the platform operator names a hospital', () => {
    const naming = routesOf(registry).filter(
      ({ door }) =>
        door.dialect === 'json' &&
        /"(tenant|hospital)"/.test(
          JSON.stringify(z.toJSONSchema(door.input as z.ZodType, { io: 'input', unrepresentable: 'any' })),
        ),
    );
    expect(
      naming
        .filter(({ door }) => door.who === 'anyone' || !door.who.every((role: string) => role === 'operator'))
        .map(({ id }) => id),
    ).toEqual([]);
  });
  it('knows no refusal that neither a door nor the edge gives', () => {
    const given = new Set<string>([...edgeRefusals, ...routesOf(registry).flatMap(({ door }) => door.refuses)]);
    expect(Object.keys(refusals).filter((code) => !given.has(code))).toEqual([]);
  });
  it('gives every question exactly one answer', () => {
    const doors = registry.flatMap((context) => Object.values(context.doors));
    const asked = new Set(
      doors.flatMap((door) =>
        door.kind === 'answer' ? [] : door.asks.map((question: { name: string }) => question.name),
      ),
    );
    const answered = doors.flatMap((door) => (door.kind === 'answer' ? [door.to.name as string] : []));
    expect([...asked].filter((name) => answered.filter((one) => one === name).length !== 1)).toEqual([]);
  });
  it('lets only events of the platform name another tenant', () => {
    const doors = registry.flatMap((context) => Object.values(context.doors));
    expect(
      doors.filter(
        (door) => door.kind === 'reaction' && door.tenant === 'named' && !door.on.name.startsWith('tenants.'),
      ),
    ).toEqual([]);
  });
});
