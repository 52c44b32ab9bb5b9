import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { TenantId } from '../kernel/ids.ts';

/** What kind of house it is; decides the clinics and the price list it starts with. */
export const HospitalTemplate = z.enum(['general', 'children', 'district']);
export type HospitalTemplate = z.infer<typeof HospitalTemplate>;
/** Levels of Law 51/2024/QH15: they set the insurance route. */
export const CareLevel = z.enum(['initial', 'basic', 'specialised']);
export type CareLevel = z.infer<typeof CareLevel>;

/** A receiving account: BIN of the bank (NAPAS, six digits), number, and the name the payer sees in plain ASCII. */
export const ReceivingAccount = z.strictObject({
  bin: z.string().regex(/^\d{6}$/),
  account: z.string().regex(/^[A-Za-z0-9]{1,19}$/),
  name: z.string().regex(/^[ -~]{1,25}$/),
});
export type ReceivingAccount = z.infer<typeof ReceivingAccount>;

/** Machines that stand in a hospital and speak for themselves. */
export const DeviceKind = z.enum(['kiosk', 'board']);
export type DeviceKind = z.infer<typeof DeviceKind>;
/** A serial number as the maker printed it. */
export const DeviceSerial = z.string().regex(/^[A-Z0-9][A-Z0-9-]{3,39}$/);
export type DeviceSerial = z.infer<typeof DeviceSerial>;
/** Companies that report transfers; an address and a secret are made for each. */
export const PaymentProvider = z.enum(['sepay', 'vietqr-vn']);
export type PaymentProvider = z.infer<typeof PaymentProvider>;

export const hospitalRequested = event(
  'tenants.hospital-requested',
  1,
  z.object({
    hospital: TenantId,
    template: HospitalTemplate,
    level: CareLevel,
    /** Five characters, the facility code of the insurance XML. */
    facilityCode: z.string(),
    payTo: ReceivingAccount,
    /** Years the hospital keeps records beyond the legal term. */
    extraRetentionYears: z.int(),
    imagingPilot: z.boolean(),
    teleconsultHub: z.boolean(),
    /** Login of the hospital's first administrator. */
    administrator: z.string().optional(),
    /** Machines that may enrol. */
    devices: z.array(z.object({ serial: DeviceSerial, kind: DeviceKind })).optional(),
    /** Who will report transfers to this hospital. */
    paymentProviders: z.array(PaymentProvider).optional(),
  }),
);

/**
 * The hospital's own keys are there and work: each was used once. `signingKey` is the id of the key that its records
 * will be signed with, as signatures name it.
 */
export const keysMade = event('tenants.keys-made', 1, z.object({ hospital: TenantId, signingKey: z.string() }));

export const hospitalProvisioned = event('tenants.hospital-provisioned', 1, z.object({ hospital: TenantId }));

/** Ten minutes after the request these steps were still awaited. A step that is done later still counts. */
export const hospitalFailed = event(
  'tenants.hospital-failed',
  1,
  z.object({ hospital: TenantId, awaited: z.array(z.string()) }),
);
