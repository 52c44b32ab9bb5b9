import * as z from 'zod';
import {
  type Advance,
  type DayExport,
  ExportedFile,
  InCustody,
  Removal,
  type Walked,
} from '../../shared/contracts/departure.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';

export const DepartureId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Signature = z.object({ algorithm: z.literal('ES256'), keyId: z.string(), signature: z.string() });
export type Signature = z.infer<typeof Signature>;

const Custody = z.object({
  files: z.int(),
  forever: z.int(),
  earliestEnd: Instant.optional(),
  latestEnd: Instant.optional(),
});

/** The way of one hospital out, as its own table keeps it. */
export const Departure = z.object({
  departure: DepartureId,
  from: LocalDay,
  to: LocalDay,
  state: z.enum(['sealed', 'exporting', 'exported', 'received', 'removing', 'departed']),
  sealedAt: Instant,
  manifestSha256: Sha256.optional(),
  manifestSignature: Signature.optional(),
  /** How many locked files stay behind; the manifest lists them. */
  custody: Custody.optional(),
  /** The administrator who confirmed that the hospital has everything. */
  receivedBy: z.string().optional(),
  receivedAt: Instant.optional(),
  confirmedBy: z.string().optional(),
  confirmedAt: Instant.optional(),
  certificateSha256: Sha256.optional(),
  certificateSignature: Signature.optional(),
  departedAt: Instant.optional(),
});
export type Departure = z.infer<typeof Departure>;

/** The word on a hospital may be half a minute old; after a minute nobody is let in by the old one. */
const settlingMs = 60_000;

export const isSettled = ({ sealedAt }: Departure, now: Date): boolean =>
  now.getTime() - Date.parse(sealedAt) >= settlingMs;

/** Only the very list that lies there can be confirmed. */
export function receive(
  departure: Departure,
  manifestSha256: string,
  by: string,
  at: Date,
): Departure | Refusal<'departure-not-exported' | 'manifest-differs'> {
  if (departure.state !== 'exported') return refuse('departure-not-exported');
  if (departure.manifestSha256 !== manifestSha256) return refuse('manifest-differs');
  return { ...departure, state: 'received', receivedBy: by, receivedAt: at.toISOString() };
}

/** Nothing is removed before the hospital said that it has everything. */
export function confirm(
  departure: Departure,
  by: string,
  at: Date,
): Departure | Refusal<'departure-not-exported' | 'receipt-missing'> {
  if (departure.state === 'exported') return refuse('receipt-missing');
  if (departure.state !== 'received') return refuse('departure-not-exported');
  return { ...departure, state: 'removing', confirmedBy: by, confirmedAt: at.toISOString() };
}

/** Where each context begins a stage. */
export const firstStep = ({ departure, from, to }: Departure, stage: Advance['stage']): Advance => ({
  departure,
  stage,
  from,
  to,
  day: from,
  files: [],
  removed: 0,
  kept: [],
  keys: '',
});

export const daysOf = ({ from, to }: { from: LocalDay; to: LocalDay }): LocalDay[] => {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return Array.from({ length: days + 1 }, (_, n) =>
    LocalDay.parse(new Date(Date.parse(from) + n * 86_400_000).toISOString().slice(0, 10)),
  );
};

const Manifest = z.object({
  departure: DepartureId,
  hospital: TenantId,
  from: LocalDay,
  to: LocalDay,
  files: z.array(ExportedFile.extend({ owner: z.string(), day: LocalDay })),
  items: z.int(),
  bytes: z.int(),
  custody: Custody,
  /** Where each locked file lies. */
  locked: z.array(InCustody),
});
type Manifest = z.infer<typeof Manifest>;

/** What the hospital gets, file by file, and what stays locked where. */
export function manifestOf(
  { departure, from, to }: Departure,
  hospital: TenantId,
  exports: readonly { owner: Walked; day: DayExport }[],
): Manifest {
  const files = exports.flatMap(({ owner, day }) => day.files.map((file) => ({ owner, day: day.day, ...file })));
  // A document whose partition changed on two days is in the files of both, and once in custody.
  const list = [
    ...new Map(exports.flatMap(({ day }) => day.custody).map((one) => [`${one.shelf}/${one.path}`, one])).values(),
  ];
  const ends = list.flatMap(({ lockedUntil }) => lockedUntil ?? []).sort();
  const [earliestEnd, latestEnd] = [ends[0], ends.at(-1)];
  return {
    departure,
    hospital,
    from,
    to,
    files,
    items: files.reduce((sum, { items }) => sum + items, 0),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    custody: {
      files: list.length,
      forever: list.length - ends.length,
      ...(earliestEnd && latestEnd ? { earliestEnd, latestEnd } : {}),
    },
    locked: list,
  };
}

const Certificate = z.object({
  hospital: TenantId,
  departure: Departure,
  contexts: z.record(z.string(), Removal),
  at: Instant,
});
type Certificate = z.infer<typeof Certificate>;

/** What went, what stayed and why; signed by the hospital's own key, which stays in custody with the files. */
export const certificateOf = (
  departure: Departure,
  hospital: TenantId,
  contexts: Record<string, Removal>,
  at: Date,
): Certificate => ({ hospital, departure, contexts, at: at.toISOString() });
