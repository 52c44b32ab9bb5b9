import type { DeadLetter, Letters } from '../ports/world.ts';
import type { Database } from './database.ts';

/** Letters that a reaction could not handle, as the operator sees them. */
export const sqliteLetters = (database: Database, now: () => Date, onRedrive: () => void): Letters => ({
  dead: async (limit) =>
    database.all<DeadLetter>(
      `SELECT id, door, json_extract(envelope, '$.id') AS event, tenant, attempts, coalesce(error, '') AS error
       FROM letters WHERE state = 'dead' ORDER BY id LIMIT ?`,
      limit,
    ),
  async redrive(id) {
    const changed = database.run(
      "UPDATE letters SET state = 'waiting', attempts = 0, due = ? WHERE id = ? AND state = 'dead'",
      now().getTime(),
      id,
    );
    if (changed > 0) onRedrive();
    return changed > 0;
  },
});
