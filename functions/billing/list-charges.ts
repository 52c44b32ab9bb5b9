import * as z from 'zod';
import { PriceKind } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId, ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { ChargeSource } from './visit.ts';
import { visits } from './visits.ts';

const Charge = z.object({
  source: z.string(),
  code: ServiceCode,
  kind: PriceKind,
  vi: z.string(),
  en: z.string(),
  /** Negative on a reversal. */
  quantity: z.int(),
  price: Dong,
  insurerPrice: Dong,
  coverageRate: z.int(),
  day: LocalDay,
  reverses: z.string().optional(),
  by: z.string().optional(),
  at: Instant.optional(),
  reason: z.string().optional(),
});

export const listCharges = route('GET /v1/encounters/{encounter}/charges', {
  summary: 'Every charge of a visit and every reversal, as they were made: who took what back, when and why',
  who: ['cashier', 'reception', 'admin', 'doctor'],
  input: z.strictObject({
    encounter: EncounterId,
    limit: z.coerce.number().int().min(1).max(500).default(100),
    after: ChargeSource.optional(),
  }),
  output: z.object({ items: z.array(Charge), next: z.string().optional() }),
  refuses: ['not-found'],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, limit, after }, world) {
    const known = visits(world.table);
    if (!(await known.get(encounter))) return refuse('not-found');
    const { items, next } = await known.page(encounter, limit, after);
    return { items: [...items], ...(next !== undefined && { next }) };
  },
});
