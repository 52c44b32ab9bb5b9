import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * The journeys against the deployed stacks: one after the other, each in a cloud begun anew. One is left out: it calls
 * doors within this process and would speak to no cloud. Others skip by themselves what a cloud cannot show.
 */
const elsewhere = ['test/journeys/onboarding-kill.test.ts'];

export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/journeys/*.test.ts'],
    exclude: elsewhere,
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
