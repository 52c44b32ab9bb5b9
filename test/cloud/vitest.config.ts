import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The journeys against the deployed stacks: one after the other, each in a cloud begun anew. */
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/journeys/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
