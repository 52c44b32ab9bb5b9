import type { AnyAnswer, AnyReaction, AnyRoute, Context, Door, Schedule } from '../kernel/doors.ts';
import type { WorldSource } from '../ports/source.ts';

/** A door with its place: `id` is `<context>.<name>`, the name of its function, queue, alarm and log lines. */
export interface Placed<D extends Door> {
  readonly id: string;
  readonly context: string;
  readonly name: string;
  readonly door: D;
}

/** What a process serves: some contexts' doors, over one source of worlds. */
export interface House {
  readonly source: WorldSource;
  readonly answers: readonly Placed<AnyAnswer>[];
}

const placed = <K extends Door['kind']>(contexts: readonly Context[], kind: K): Placed<Extract<Door, { kind: K }>>[] =>
  contexts.flatMap((context) =>
    Object.entries(context.doors).flatMap(([name, door]) =>
      door.kind === kind
        ? [{ id: `${context.name}.${name}`, context: context.name, name, door: door as Extract<Door, { kind: K }> }]
        : [],
    ),
  );

export const routesOf = (contexts: readonly Context[]): Placed<AnyRoute>[] => placed(contexts, 'route');
export const reactionsOf = (contexts: readonly Context[]): Placed<AnyReaction>[] => placed(contexts, 'reaction');
export const schedulesOf = (contexts: readonly Context[]): Placed<Schedule>[] => placed(contexts, 'schedule');
export const answersOf = (contexts: readonly Context[]): Placed<AnyAnswer>[] => placed(contexts, 'answer');
