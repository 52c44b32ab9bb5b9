import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { shownCells } from './coding.ts';
import { Period } from './period.ts';

const sql = `
SELECT hospital, chapter, age_band, CAST(count(*) AS integer) AS visits FROM visits
WHERE day BETWEEN CAST(? AS varchar) AND CAST(? AS varchar)
GROUP BY hospital, chapter, age_band ORDER BY hospital, chapter, age_band LIMIT 5000`;

export const provinceDiseases = route('GET /v1/province/diseases', {
  summary: 'The province sees visits by disease chapter and age band; small counts go together as other',
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
      items: shownCells(
        rows.map((row) => ({
          hospital: String(row['hospital']),
          chapter: String(row['chapter']),
          ageBand: String(row['age_band']),
          visits: Number(row['visits']),
        })),
      ),
    };
  },
});
