import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * The journeys against the deployed stacks: one after the other, each in a cloud begun anew. Not here, and why, stands in
 * docs/cloud-rehearsal.md: those that kill a process, that look into its database, or that send thousands of requests.
 */
const played = ['kiosk', 'payment', 'record', 'onboarding', 'permissions', 'province'];

export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: played.map((name) => `test/journeys/${name}.test.ts`),
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
