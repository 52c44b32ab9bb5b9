import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Period } from './period.ts';

const Figures = z.object({
  hospital: z.string(),
  tickets: z.int(),
  visits: z.int(),
  meanWaitMinutes: z.number().nullable(),
  paidBills: z.int(),
  total: z.int(),
  fundPays: z.int(),
  patientPays: z.int(),
  lockedRecords: z.int(),
});

/** One text for DuckDB and Athena (Trino); every name is ANSI, every count is cast. */
const sql = `
WITH period AS (SELECT CAST(? AS varchar) AS first_day, CAST(? AS varchar) AS last_day),
t AS (SELECT hospital, count(*) AS n FROM tickets, period WHERE day BETWEEN first_day AND last_day GROUP BY hospital),
w AS (SELECT hospital, avg(waited_seconds) / 60 AS minutes FROM waits, period WHERE day BETWEEN first_day AND last_day GROUP BY hospital),
v AS (SELECT hospital, count(*) AS n FROM visits, period WHERE day BETWEEN first_day AND last_day GROUP BY hospital),
p AS (SELECT hospital, count(*) AS n, sum(total) AS total, sum(fund_pays) AS fund, sum(patient_pays) AS patient
      FROM payments, period WHERE day BETWEEN first_day AND last_day GROUP BY hospital),
r AS (SELECT hospital, count(*) AS n FROM locked_records, period WHERE day BETWEEN first_day AND last_day GROUP BY hospital),
h AS (SELECT hospital FROM t UNION SELECT hospital FROM w UNION SELECT hospital FROM v
      UNION SELECT hospital FROM p UNION SELECT hospital FROM r)
SELECT h.hospital AS hospital, CAST(coalesce(t.n, 0) AS integer) AS tickets, CAST(coalesce(v.n, 0) AS integer) AS visits,
       CAST(w.minutes AS double) AS mean_wait, CAST(coalesce(p.n, 0) AS integer) AS paid_bills,
       CAST(coalesce(p.total, 0) AS double) AS total, CAST(coalesce(p.fund, 0) AS double) AS fund,
       CAST(coalesce(p.patient, 0) AS double) AS patient, CAST(coalesce(r.n, 0) AS integer) AS locked
FROM h LEFT JOIN t ON t.hospital = h.hospital LEFT JOIN w ON w.hospital = h.hospital
       LEFT JOIN v ON v.hospital = h.hospital LEFT JOIN p ON p.hospital = h.hospital
       LEFT JOIN r ON r.hospital = h.hospital
ORDER BY h.hospital`;

export const provinceOverview = route('GET /v1/province/overview', {
  summary: 'The province sees load, waits, money and locked records of every hospital in a period',
  who: ['province'],
  input: Period,
  output: z.object({ items: z.array(Figures) }),
  needs: ['lake'],
  async handle({ from, to }, { lake }) {
    const rows = await lake.query(sql, [from, to]);
    return {
      items: rows.map((row) => ({
        hospital: String(row['hospital']),
        tickets: Number(row['tickets']),
        visits: Number(row['visits']),
        meanWaitMinutes: row['mean_wait'] === null ? null : Math.round(Number(row['mean_wait']) * 10) / 10,
        paidBills: Number(row['paid_bills']),
        total: Number(row['total']),
        fundPays: Number(row['fund']),
        patientPays: Number(row['patient']),
        lockedRecords: Number(row['locked']),
      })),
    };
  },
});
