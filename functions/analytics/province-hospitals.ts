import * as z from 'zod';
import { CareLevel, HospitalTemplate } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { hospitals } from './hospitals.ts';

export const provinceHospitals = route('GET /v1/province/hospitals', {
  summary: 'The province sees which hospitals are on the platform, of what kind and level',
  who: ['province'],
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(100),
    after: z.string().max(512).optional(),
  }),
  output: z.object({
    items: z.array(
      z.object({ hospital: TenantId, template: HospitalTemplate, level: CareLevel, facilityCode: z.string() }),
    ),
    next: z.string().optional(),
  }),
  async handle({ limit, after }, { table }) {
    const { items, next } = await hospitals(table).list(limit, after);
    return { items: items.map(({ value }) => value), ...(next !== undefined && { next }) };
  },
});
