import * as z from 'zod';
import { TenantId } from './ids.ts';
import { Instant } from './time.ts';

/** A past fact that one context publishes. Within a version only optional fields may be added. */
export interface EventContract<N extends string = string, S extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  /** `<context>.<noun>-<past participle>` */
  readonly name: N;
  readonly version: number;
  readonly data: S;
}

export const event = <const N extends `${string}.${string}`, S extends z.ZodType>(
  name: N,
  version: number,
  data: S,
): EventContract<N, S> => ({ kind: 'event', name, version, data });

/** What the bus calls it: `queue.ticket-issued.v1`. */
export const eventType = (contract: EventContract): string => `${contract.name}.v${contract.version}`;

/** A fact about to be published, as a door states it. `subject` is an id, never a name. */
export interface Emitted {
  readonly contract: EventContract;
  readonly data: unknown;
  readonly subject: string;
}

export const emit = <N extends string, S extends z.ZodType>(
  contract: EventContract<N, S>,
  subject: string,
  data: z.input<S>,
): Emitted => ({ contract, data: contract.data.parse(data), subject });

/** A fact on its way. Carries ids and codes only: the lake is fed from it and logs may show it. */
export const Envelope = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int(),
  at: Instant,
  tenant: TenantId,
  subject: z.string(),
  by: z.string(),
  trace: z.string(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
