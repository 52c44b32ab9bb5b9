import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { shown } from './coding.ts';
import { Period } from './period.ts';

const sql = `
SELECT hospital, chapter, age_band, CAST(count(*) AS integer) AS visits FROM visits
WHERE day BETWEEN CAST(? AS varchar) AND CAST(? AS varchar)
GROUP BY hospital, chapter, age_band ORDER BY hospital, chapter, age_band LIMIT 5000`;

export const provinceDiseases = route('GET /v1/province/diseases', {
  summary: 'The province sees visits by disease chapter and age band; counts under five are hidden',
  who: ['province'],
  input: Period,
  output: z.object({
    items: z.array(
      z.object({ hospital: z.string(), chapter: z.string(), ageBand: z.string(), visits: z.int().nullable() }),
    ),
  }),
  needs: ['lake'],
  async handle({ from, to }, { lake }) {
    const rows = await lake.query(sql, [from, to]);
    return {
      items: rows.map((row) => ({
        hospital: String(row['hospital']),
        chapter: String(row['chapter']),
        ageBand: String(row['age_band']),
        visits: shown(Number(row['visits'])),
      })),
    };
  },
});
