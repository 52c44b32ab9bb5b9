import * as z from 'zod';
import type { Instance, Unreadable } from './instance.ts';

const Values = z.object({ vr: z.string(), Value: z.array(z.union([z.string(), z.number()])).optional() });
const Item = z.record(z.string(), Values);
const Sequence = z.object({ vr: z.literal('SQ'), Value: z.array(Item) });

/** The Store Instances Response Module in DICOM JSON (PS3.18 annex I): what was stored, what was not, and why. */
export const StoreResponse = z.object({
  /** Retrieve URL: empty, because whole studies are not handed out here. */
  '00081190': z.object({ vr: z.literal('UR') }),
  /** Referenced SOP Sequence: stored now or before. */
  '00081199': Sequence.optional(),
  /** Failed SOP Sequence: identified, but not stored. */
  '00081198': Sequence.optional(),
  /** Other Failures Sequence: parts that could not be identified. */
  '0008119A': Sequence.optional(),
});

/** What became of one part. */
export type Outcome =
  | { readonly stored: true; readonly of: Instance }
  | { readonly stored: false; readonly of: Instance | Unreadable };

/** Failure Reason: 0111H duplicate SOP instance (PS3.7 annex C), C000H cannot understand, A900H data set does not match (PS3.4 annex B). */
const reasons = { duplicate: 0x0111, 'not-dicom': 0xc000, unidentified: 0xa900 } as const;

const reference = ({ sopClass, instance }: Instance) => ({
  '00081150': { vr: 'UI', Value: [sopClass] },
  '00081155': { vr: 'UI', Value: [instance] },
});
const reason = (code: number) => ({ '00081197': { vr: 'US', Value: [code] } });
const sequence = (items: z.infer<typeof Item>[]) => ({ vr: 'SQ' as const, Value: items });

/** States the outcome of every part, in the order of the request. */
export function storeResponse(outcomes: readonly Outcome[]): z.infer<typeof StoreResponse> {
  const referenced: z.infer<typeof Item>[] = [];
  const failed: z.infer<typeof Item>[] = [];
  const other: z.infer<typeof Item>[] = [];
  for (const { stored, of } of outcomes) {
    if (typeof of === 'string') other.push(reason(reasons[of]));
    else if (stored) referenced.push(reference(of));
    else failed.push({ ...reference(of), ...reason(reasons.duplicate) });
  }
  return {
    '00081190': { vr: 'UR' },
    ...(referenced.length === 0 ? {} : { '00081199': sequence(referenced) }),
    ...(failed.length === 0 ? {} : { '00081198': sequence(failed) }),
    ...(other.length === 0 ? {} : { '0008119A': sequence(other) }),
  };
}
