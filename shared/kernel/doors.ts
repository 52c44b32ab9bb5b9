import type * as z from 'zod';
import type { World } from '../ports/world.ts';
import type { Role } from './caller.ts';
import type { Envelope, EventContract } from './events.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** Method and path in one literal: the key of the typed client and a datum at run time. */
export type RouteName = `${Method} /${string}`;
export type DialectName = 'json' | 'fhir' | 'provider' | 'dicom' | 'page';
/** Ports a door needs beside its own context's table; a function's rights are the union over its doors. */
export type Need =
  | 'files'
  | 'keys'
  | 'directory'
  | 'shared'
  | 'grants'
  | 'lake'
  | 'letters'
  | 'accounts'
  | 'sessions'
  | 'standings'
  | 'inquiries';

type PathParameters<P extends string> = P extends `${string}{${infer K}}${infer Rest}`
  ? K | PathParameters<Rest>
  : never;
type NoneMissing<R extends string, I> = [Exclude<PathParameters<R>, keyof I>] extends [never]
  ? unknown
  : { missingPathParameter: Exclude<PathParameters<R>, keyof I> };

/** A read-only question to another context, for when a person is waiting and an own copy won't do. */
export interface Question<N extends string = string, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'question';
  readonly name: N;
  readonly input: I;
  readonly output: O;
}

export const question = <const N extends `${string}.${string}`, I extends z.ZodType, O extends z.ZodType>(
  name: N,
  input: I,
  output: O,
): Question<N, I, O> => ({ kind: 'question', name, input, output });

/** Names the tenant by a global lookup of one path parameter, for callers who have no token of a hospital. */
interface TenantFrom {
  readonly directory: string;
  readonly parameter: string;
}

interface Common {
  /** One sentence a hospital manager understands; it stands in the documents. */
  readonly summary: string;
  readonly emits: readonly EventContract[];
  readonly asks: readonly Question[];
  readonly needs: readonly Need[];
  /**
   * Kinds of the directory in which the door may claim values. The need `directory` alone is the right to look up; a
   * door that claims names each kind here, and its function may write rows of these kinds only.
   */
  readonly claims: readonly string[];
}
type Optional<T> = { [K in keyof T]?: T[K] };

export interface Route<
  R extends RouteName = RouteName,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  C extends RefusalCode = RefusalCode,
> extends Common {
  readonly kind: 'route';
  readonly route: R;
  readonly dialect: DialectName;
  /** Required, so that no default opens a door. */
  readonly who: readonly Role[] | 'anyone';
  readonly tenantFrom: TenantFrom | undefined;
  /** A change by which a hospital leaves: it is served when all other changes are refused. */
  readonly whileLeaving: boolean;
  readonly input: I;
  readonly output: O;
  readonly refuses: readonly C[];
  readonly status: number;
  /**
   * The id that the audit entry names. A GET that has it is the reading of a record: it commits an audit entry.
   */
  subject(input: z.output<I>, output: z.output<O>): string | undefined;
  handle(input: z.output<I>, world: World): Promise<z.input<O> | Refusal<C>>;
}

interface RouteSpec<R extends RouteName, I extends z.ZodType, O extends z.ZodType, C extends RefusalCode>
  extends Pick<Common, 'summary'>,
    Optional<Omit<Common, 'summary'>> {
  readonly who: readonly Role[] | 'anyone';
  readonly dialect?: DialectName;
  readonly tenantFrom?: TenantFrom;
  readonly whileLeaving?: boolean;
  readonly input: I & NoneMissing<R, z.input<I>>;
  readonly output: O;
  readonly refuses?: readonly C[];
  /** Status of success; 201 for POST and 200 otherwise unless given. */
  readonly status?: number;
  subject?(input: z.output<I>, output: z.output<O>): string | undefined;
  handle(input: z.output<I>, world: World): Promise<z.input<O> | Refusal<NoInfer<C>>>;
}

export const route = <
  const R extends RouteName,
  I extends z.ZodType,
  O extends z.ZodType,
  const C extends RefusalCode = never,
>(
  name: R,
  spec: RouteSpec<R, I, O, C>,
): Route<R, I, O, C> => ({
  kind: 'route',
  route: name,
  dialect: 'json',
  tenantFrom: undefined,
  whileLeaving: false,
  refuses: [],
  emits: [],
  asks: [],
  needs: [],
  claims: [],
  status: name.startsWith('POST') ? 201 : 200,
  subject: () => undefined,
  ...spec,
});

/**
 * Whose table a reaction works on: the event's own tenant; the province's or platform's, which are fed by reactions;
 * or, only for events of the platform itself (context `tenants`), the hospital that `data.hospital` names.
 */
type ReactionTenant = 'own' | 'province' | 'platform' | 'named';

interface Reaction<N extends string = string, S extends z.ZodType = z.ZodType> extends Common {
  readonly kind: 'reaction';
  readonly on: EventContract<N, S>;
  readonly tenant: ReactionTenant;
  handle(data: z.output<S>, world: World, envelope: Envelope): Promise<void>;
}

interface ReactionSpec<S extends z.ZodType> extends Pick<Common, 'summary'>, Optional<Omit<Common, 'summary'>> {
  readonly tenant?: ReactionTenant;
  handle(data: z.output<S>, world: World, envelope: Envelope): Promise<void>;
}

export const reaction = <N extends string, S extends z.ZodType>(
  on: EventContract<N, S>,
  spec: ReactionSpec<S>,
): Reaction<N, S> => ({ kind: 'reaction', on, tenant: 'own', emits: [], asks: [], needs: [], claims: [], ...spec });

export interface Schedule extends Common {
  readonly kind: 'schedule';
  /** Minutes between runs. */
  readonly everyMinutes: number;
  /** Runs once for each hospital, or once for the province or the platform. */
  readonly tenants: 'each' | 'province' | 'platform';
  handle(world: World): Promise<void>;
}

interface ScheduleSpec extends Pick<Common, 'summary'>, Optional<Omit<Common, 'summary'>> {
  readonly tenants: 'each' | 'province' | 'platform';
  handle(world: World): Promise<void>;
}

export const schedule = (everyMinutes: number, spec: ScheduleSpec): Schedule => ({
  kind: 'schedule',
  everyMinutes,
  emits: [],
  asks: [],
  needs: [],
  claims: [],
  ...spec,
});

/** The answering side of a question; it reads its own context's table and can commit nothing. */
interface Answer<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'answer';
  readonly to: Question<string, I, O>;
  readonly summary: string;
  readonly needs: readonly Need[];
  handle(input: z.output<I>, world: World): Promise<z.input<O>>;
}

export const answer = <N extends string, I extends z.ZodType, O extends z.ZodType>(
  to: Question<N, I, O>,
  spec: { summary: string; needs?: readonly Need[]; handle(input: z.output<I>, world: World): Promise<z.input<O>> },
): Answer<I, O> => ({ kind: 'answer', to, needs: [], ...spec });

// biome-ignore lint/suspicious/noExplicitAny: the registry holds doors of every schema; handle is contravariant in it.
export type AnyRoute = Route<any, any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type AnyReaction = Reaction<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type AnyAnswer = Answer<any, any>;
export type Door = AnyRoute | AnyReaction | Schedule | AnyAnswer;

/** A bounded context: its name, and its doors under the names of their files in camelCase. */
export interface Context<N extends string = string, D extends Record<string, Door> = Record<string, Door>> {
  readonly name: N;
  readonly doors: D;
}

export const context = <const N extends string, const D extends Record<string, Door>>(
  name: N,
  doors: D,
): Context<N, D> => ({ name, doors });
