import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { TenantId } from '../kernel/ids.ts';
import { LocalDay } from '../kernel/time.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Why a hospital leaves the platform. */
export const DepartureReason = z.enum(['contract', 'merger', 'closure', 'own-request']);

/** A hospital leaves: what it wrote from its first day to this one is handed over. */
export const departureBegun = event(
  'tenants.departure-begun',
  1,
  z.object({ hospital: TenantId, departure: z.string(), from: LocalDay, to: LocalDay }),
);

/** From now on nothing of the hospital changes. */
export const departureSealed = event(
  'tenants.departure-sealed',
  1,
  z.object({ hospital: TenantId, departure: z.string(), from: LocalDay, to: LocalDay }),
);

/** Everything lies ready to be fetched; the manifest with this hash lists it. */
export const departureExported = event(
  'tenants.departure-exported',
  1,
  z.object({ departure: z.string(), manifestSha256: sha256 }),
);

/** What the law does not keep is gone; the certificate with this hash proves it. */
export const hospitalDeparted = event(
  'tenants.hospital-departed',
  1,
  z.object({ departure: z.string(), certificateSha256: sha256 }),
);

/** One file of an export: a JSON line for each item. */
export const ExportedFile = z.object({ path: z.string(), bytes: z.int(), sha256, items: z.int() });
export type ExportedFile = z.infer<typeof ExportedFile>;

/**
 * How far one context is on its walk through a leaving hospital's days; each step does a bounded piece and announces the
 * next. `place` is where the day goes on, `files` are those of the day so far; `removed`, `kept` (by rule, in the
 * context's order) and `keys` (the hash over all removed keys) count from the first day.
 */
export const Advance = z.object({
  departure: z.string(),
  stage: z.enum(['export', 'removal']),
  from: LocalDay,
  to: LocalDay,
  day: LocalDay,
  place: z.object({ pk: z.string(), after: z.string().optional() }).optional(),
  files: z.array(ExportedFile),
  removed: z.int(),
  kept: z.array(z.int()),
  keys: z.string(),
});
export type Advance = z.infer<typeof Advance>;

const advanced = <const N extends string>(owner: N) => event(`${owner}.departure-advanced`, 1, Advance);

/** Each context that keeps something of a hospital walks its own table. Analytics has only the province's figures. */
export const departureAdvanced = {
  tenants: advanced('tenants'),
  identity: advanced('identity'),
  insurance: advanced('insurance'),
  queue: advanced('queue'),
  encounters: advanced('encounters'),
  records: advanced('records'),
  billing: advanced('billing'),
  imaging: advanced('imaging'),
  devices: advanced('devices'),
  staff: advanced('staff'),
} as const;
export type Walked = keyof typeof departureAdvanced;

/** A file under lock that stays behind, with its key, until its term; without an end it is kept for ever. */
export const InCustody = z.object({
  shelf: z.enum(['records', 'images']),
  path: z.string(),
  sha256,
  lockedUntil: z.string().optional(),
});
export type InCustody = z.infer<typeof InCustody>;

/** What one context handed over for one day. */
export const DayExport = z.object({ day: LocalDay, files: z.array(ExportedFile), custody: z.array(InCustody) });
export type DayExport = z.infer<typeof DayExport>;

/** What one context removed in all, and what it kept and why. */
export const Removal = z.object({
  removed: z.int(),
  /**
   * SHA-256 over the removed keys in order: for each, the hash so far, a line feed, and partition, tab, sort key, tab,
   * version.
   */
  keysSha256: z.string(),
  /** `met` counts an item once for each day on which its partition was changed. */
  kept: z.array(z.object({ partitions: z.string(), because: z.string(), met: z.int() })),
});
export type Removal = z.infer<typeof Removal>;

const folder = (departure: string): string => `departures/${departure}`;
/** Where the files of a departure lie on the shelf `exports`. */
export const departurePaths = {
  file: (departure: string, owner: string, file: string): string => `${folder(departure)}/${owner}/${file}`,
  day: (departure: string, owner: string, day: LocalDay): string => `${folder(departure)}/${owner}/${day}.json`,
  removal: (departure: string, owner: string): string => `${folder(departure)}/removal/${owner}.json`,
  manifest: (departure: string): string => `${folder(departure)}/proof/manifest.json`,
  /** On the shelf `records`. */
  certificate: (departure: string): string => `${folder(departure)}/certificate.json`,
} as const;
