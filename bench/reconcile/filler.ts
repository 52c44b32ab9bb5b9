import type { Embedded } from '../../shared/embedded/source.ts';

/**
 * Writes `count` entries of earlier days with the guards of their transfers straight into the store, as many payments
 * would have left them: a million callbacks would take hours.
 */
export function fill({ database }: Pick<Embedded, 'database'>, tenant: string, count: number): void {
  // A day of 10,000 entries after another, spread over four shards by the last digit as the ledger does.
  database.run(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
     INSERT INTO items (tenant, context, pk, sk, version, value)
     SELECT ?, 'billing',
       'JOURNAL#' || date('2020-01-01', '+' || (i / 10000) || ' days') || '#' || (i % 4),
       date('2020-01-01', '+' || (i / 10000) || ' days') || 'T01:00:00.000Z#bench-' || i, 1,
       '{"id":"bench-' || i || '","kind":"transfer","postings":[],"reference":"OLD' || i || '"}'
     FROM n`,
    count,
    tenant,
  );
  database.run(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
     INSERT INTO items (tenant, context, pk, sk, version, value)
     SELECT ?, 'billing', 'TRANSFER#OLD' || i, 'POSTED', 1,
       '{"reference":"OLD' || i || '","payment":"bench-' || i || '","amount":1000,"direction":"in"}'
     FROM n`,
    count,
    tenant,
  );
}
