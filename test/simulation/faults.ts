import type { WorldSource } from '../../shared/ports/source.ts';
import { Conflict, type Write } from '../../shared/ports/table.ts';

/**
 * How a write can go wrong. A throttled one did nothing, a conflict lost a race, an error after the commit did all of it
 * and says that it did not. A process may die on either side of the commit: nobody gets an answer, and nothing that was
 * only in its memory is left.
 */
export const faults = [
  'throttle',
  'conflict',
  'error-after-commit',
  'death-before-commit',
  'death-after-commit',
] as const;
export type Fault = (typeof faults)[number];

export class StoreFault extends Error {
  override name = 'StoreFault';
}

export interface Disturbance {
  /** Which fault strikes this write, if any. */
  readonly strike: (write: Write) => Fault | undefined;
  /** A bug that was planted: what the store writes in place of what the doors asked for. */
  readonly falsify?: (write: Write) => Write;
}

/** A source whose tables fail as told; reads and everything else are the store's own. */
export function disturbed(source: WorldSource, { strike, falsify = (write) => write }: Disturbance): WorldSource {
  return {
    ...source,
    async ports(tenant, context) {
      const ports = await source.ports(tenant, context);
      const { table } = ports;
      return {
        ...ports,
        table: {
          get: (key) => table.get(key),
          query: (query) => table.query(query),
          next: (key) => table.next(key),
          async write(write) {
            switch (strike(write)) {
              case 'conflict':
                throw new Conflict(write.put.slice(0, 1).map(({ key }) => key));
              case 'throttle':
              case 'death-before-commit':
                throw new StoreFault('nothing was written');
              case 'error-after-commit':
              case 'death-after-commit':
                await table.write(falsify(write));
                throw new StoreFault('all was written');
              case undefined:
                return table.write(falsify(write));
            }
          },
        },
      };
    },
  };
}
