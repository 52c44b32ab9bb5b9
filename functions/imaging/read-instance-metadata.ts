import * as z from 'zod';
import { DicomUid } from '../../shared/contracts/imaging.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Attributes } from './instance.ts';
import { instances } from './instances.ts';

const path = 'GET /dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata';

/** WADO-RS metadata of one instance (PS3.18 section 10.4.1.1.2): what is kept beside the file, no patient, no pixels. */
export const readInstanceMetadata = route(path, {
  summary: 'A doctor or administrator reads how an image is laid out, without the image',
  dialect: 'dicom',
  who: ['doctor', 'admin'],
  // Not strict: DICOMweb clients add parameters such as accept and charset, which do not change this answer.
  input: z.object({ study: DicomUid, series: DicomUid, instance: DicomUid }),
  output: z.array(Attributes),
  refuses: ['not-found'],
  subject: ({ instance }) => instance,
  async handle({ study, series, instance }, { table }) {
    const found = await instances(table).find(instance);
    if (!found || found.study !== study || found.series !== series) return refuse('not-found');
    return [found.attributes];
  },
});
