import * as z from 'zod';
import { departurePaths } from '../../shared/contracts/departure.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Bytes } from '../../shared/kernel/replies.ts';
import { DepartureId } from './departure.ts';

export const readDepartureFile = route('GET /v1/departures/{departure}/files/{folder}/{file}', {
  summary: 'An administrator of the leaving hospital fetches a file of the export, as the manifest lists it',
  who: ['admin'],
  dialect: 'page',
  input: z.strictObject({
    departure: DepartureId,
    folder: z.string().regex(/^[a-z-]{1,32}$/),
    file: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,80}$/),
  }),
  output: z.object({ contentType: z.string(), body: Bytes }),
  refuses: ['not-found'],
  needs: ['files'],
  subject: ({ departure, folder, file }) => `${departure}/${folder}/${file}`,
  async handle({ departure, folder, file }, { files }) {
    const path = departurePaths.file(departure, folder, file);
    const [stored, body] = [await files.head('exports', path), await files.get('exports', path)];
    return stored && body ? { contentType: stored.contentType, body } : refuse('not-found');
  },
});
