import * as z from 'zod';
import { event } from '../kernel/events.ts';

/** DICOM unique identifiers, PS3.5 section 9: digits and points, at most 64 characters. */
export const DicomUid = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)*$/)
  .max(64);

export const instanceStored = event(
  'imaging.instance-stored',
  1,
  z.object({ study: DicomUid, series: DicomUid, instance: DicomUid, modality: z.string(), bytes: z.int() }),
);

/** What of imaging and remote consultation this hospital takes part in. */
export const optionsSet = event(
  'imaging.options-set',
  1,
  z.object({ imagingPilot: z.boolean(), teleconsultHub: z.boolean() }),
);
