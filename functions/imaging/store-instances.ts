import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instanceStored } from '../../shared/contracts/imaging.ts';
import { retentionLock } from '../../shared/contracts/retention.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { readInstance } from './instance.ts';
import { instances, type StoredInstance, shelve, storedInstance } from './instances.ts';
import { retentions } from './retentions.ts';
import { type Outcome, StoreResponse, storeResponse } from './store-response.ts';

/** STOW-RS (PS3.18 section 10.5) for whole instances: one commit, so the parts of a request are known together. */
export const storeInstances = route('POST /dicomweb/studies', {
  summary: 'An imaging device or doctor stores DICOM images; one that is stored already is never replaced',
  dialect: 'dicom',
  who: ['doctor', 'admin'],
  status: 200,
  input: z.strictObject({ instances: z.array(z.instanceof(Uint8Array)).min(1).max(20) }),
  output: StoreResponse,
  refuses: ['not-dicom', 'hospital-unready'],
  emits: [instanceStored],
  needs: ['files'],
  async handle({ instances: parts }, { table, files, now, caller }) {
    const { find, storing } = instances(table);
    const retention = await retentions(table).find();
    if (!retention) return refuse('hospital-unready');
    // Images are part of the record; what they were made for is not known here, so the term counts from this day.
    const lock = retentionLock('outpatient', localDay(now), retention.value.extraYears);
    const fresh = new Map<string, StoredInstance>();
    const outcomes: Outcome[] = [];
    for (const content of parts) {
      const read = readInstance(content);
      if (typeof read === 'string') {
        outcomes.push({ stored: false, of: read });
        continue;
      }
      const sha256 = createHash('sha256').update(content).digest('hex');
      const known = fresh.get(read.instance) ?? (await find(read.instance));
      const file = known ? undefined : await shelve(files, read, content, lock);
      outcomes.push({ stored: known ? known.sha256 === sha256 : file !== undefined, of: read });
      if (file) fresh.set(read.instance, storedInstance(read, file, caller.id, now));
    }
    if (outcomes.every(({ of }) => typeof of === 'string')) return refuse('not-dicom');
    const added = [...fresh.values()];
    if (added.length > 0) {
      table.commit({
        put: added.map(storing),
        emit: added.map(({ study, series, instance, modality, bytes }) =>
          emit(instanceStored, instance, { study, series, instance, modality, bytes }),
        ),
      });
    }
    return storeResponse(outcomes);
  },
});
