import * as z from 'zod';
import { tenantPattern } from './roles.ts';

/** A tenant: a hospital, or one of the two tenants that are not hospitals. Lower-case letters, digits and hyphens. */
export const TenantId = z.string().regex(tenantPattern).brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

/** The department of health: fed by reactions, sees figures only. */
export const province = 'province' as TenantId;
/** The operator of the platform: hospitals, devices, dead letters. */
export const platform = 'platform' as TenantId;

const id = () => z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

export const PersonId = id().brand<'PersonId'>();
export type PersonId = z.infer<typeof PersonId>;
export const ClinicId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
  .brand<'ClinicId'>();
export type ClinicId = z.infer<typeof ClinicId>;
export const TicketId = id().brand<'TicketId'>();
export type TicketId = z.infer<typeof TicketId>;
export const EncounterId = id().brand<'EncounterId'>();
export type EncounterId = z.infer<typeof EncounterId>;
export const BillId = id().brand<'BillId'>();
export type BillId = z.infer<typeof BillId>;
export const DocumentId = id().brand<'DocumentId'>();
export type DocumentId = z.infer<typeof DocumentId>;
/** A priced service, as the hospital's price list names it. */
export const ServiceCode = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9.-]{1,31}$/)
  .brand<'ServiceCode'>();
export type ServiceCode = z.infer<typeof ServiceCode>;
/** ICD-10 as coded in Viet Nam: letter, two digits, up to two more behind a point. */
export const Icd10 = z
  .string()
  .regex(/^[A-Z][0-9]{2}(\.[0-9]{1,2})?$/)
  .brand<'Icd10'>();
export type Icd10 = z.infer<typeof Icd10>;
