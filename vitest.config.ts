import { defineConfig } from 'vitest/config';

/** These need a DynamoDB Local, which `npm run test:conformance` starts and names in DYNAMODB_ENDPOINT. */
const onDynamoDb = ['test/conformance/dynamodb.test.ts', 'test/conformance/bundles.test.ts'];
const outside = ['**/node_modules/**', '**/dist/**', '**/cdk.out/**', '**/.tools/**', '**/.data/**'];

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: process.env['DYNAMODB_ENDPOINT'] ? outside : [...outside, ...onDynamoDb],
    // One process a file: node:sqlite, DuckDB and open servers of one file must not outlive it in another.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
