import * as z from 'zod';
import type { HospitalTemplate } from '../../shared/contracts/tenants.ts';
import { ClinicId, ServiceCode } from '../../shared/kernel/ids.ts';
import templates from './clinics.json' with { type: 'json' };

export const BilingualName = z.object({ vi: z.string(), en: z.string() });

export const Clinic = z.object({
  clinic: ClinicId,
  name: BilingualName,
  room: z.string(),
  /** What an examination here is called in the price list. */
  examination: ServiceCode,
  /** Minutes that one patient takes until the clinic has measured its own. */
  averageMinutes: z.number().positive(),
  /** Place in the list on a screen, from 1. */
  place: z.int().positive(),
});
export type Clinic = z.infer<typeof Clinic>;

/** Every clinic's examination has this code; the price list gives it a price by hospital. */
const examination = 'KHAM';

/** The clinics that a new hospital of this template opens with. */
export const clinicsOf = (template: HospitalTemplate): Clinic[] =>
  templates[template].map(({ clinic, vi, en, room, averageMinutes }, index) =>
    Clinic.parse({ clinic, name: { vi, en }, room, examination, averageMinutes, place: index + 1 }),
  );
