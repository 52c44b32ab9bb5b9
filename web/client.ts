import type * as z from 'zod';
import type { Registry } from '../functions/registry.ts';
import type { Route } from '../shared/kernel/doors.ts';

type DoorsOf<C> = C extends { doors: infer D } ? D[keyof D] : never;
type Routes = Extract<DoorsOf<Registry[number]>, { kind: 'route' }>;
/** Every route with what it takes, gives and may refuse; types only, nothing of the server is bundled. */
type Api = {
  [R in Routes as R['route']]: R extends Route<infer _N, infer I, infer O, infer C>
    ? { input: z.input<I>; output: z.output<O>; refuses: C }
    : never;
};

export type Answer<R extends keyof Api> =
  | { ok: true; value: Api[R]['output'] }
  | { ok: false; code: string; detail: string; trace: string };

export interface CallOptions {
  readonly base?: string;
  readonly token?: string;
  /** One key per intention: repeat it when the answer was lost, never for another intention. */
  readonly key?: string;
  readonly language?: 'vi' | 'en';
}

/** Calls a route of our own API. Path parameters go into the path; the rest is query for GET, body otherwise. */
export async function call<R extends keyof Api & string>(
  route: R,
  input: Api[R]['input'],
  options: CallOptions = {},
): Promise<Answer<R>> {
  const [method, template] = route.split(' ') as [string, string];
  const rest: Record<string, unknown> = { ...(input as Record<string, unknown>) };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const query =
    method === 'GET'
      ? `?${new URLSearchParams(Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]))}`
      : '';
  const response = await fetch(`${options.base ?? ''}${path}${query}`, {
    method,
    headers: {
      'accept-language': options.language ?? 'vi',
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(method === 'GET'
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': options.key ?? crypto.randomUUID() }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(rest) }),
  });
  const body: unknown = await response.json();
  return response.ok
    ? { ok: true, value: body as Api[R]['output'] }
    : { ok: false, ...(body as { code: string; detail: string; trace: string }) };
}
