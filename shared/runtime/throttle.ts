import type { CallerClass, Limit } from '../kernel/limits.ts';

/** Callers remembered at once; whoever came least recently is forgotten first, with the room of somebody rested. */
const mostCallers = 10_000;

interface Bucket {
  room: number;
  at: number;
}

/** Undefined when the caller may come in, else the whole seconds after which there is room again, at least 1. */
export type Throttle = (kind: CallerClass, caller: string, atMs: number) => number | undefined;

/**
 * A token bucket for each caller, in this process's memory: `burst` requests at once, refilled by `perSecond`. A clock
 * that went back refills nothing.
 */
export function throttle(limits: Readonly<Record<CallerClass, Limit>>, most = mostCallers): Throttle {
  const buckets = new Map<string, Bucket>();
  return (kind, caller, atMs) => {
    const { perSecond, burst } = limits[kind];
    const name = `${kind} ${caller}`;
    const before = buckets.get(name) ?? { room: burst, at: atMs };
    const rested = (Math.max(0, atMs - before.at) / 1000) * perSecond;
    const room = Math.min(burst, before.room + rested);
    // A map keeps the order of setting, so the first is who came least recently.
    buckets.delete(name);
    const served = room >= 1;
    buckets.set(name, { room: served ? room - 1 : room, at: atMs });
    if (buckets.size > most) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    return served ? undefined : Math.max(1, Math.ceil((1 - room) / perSecond));
  };
}
