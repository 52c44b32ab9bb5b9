import { storageProved } from '../../shared/contracts/records.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { putLocked } from '../../shared/ports/put-locked.ts';
import type { Files, Shelf } from '../../shared/ports/world.ts';

const path = 'onboarding/trial.txt';
const trial = new TextEncoder().encode('a word that means nothing');
/** A locked file stays until its term ends, so the trial lies where files end by themselves after a month. */
const shelf: Shelf = 'exports';
const reached: readonly Shelf[] = ['records', 'images'];
const lockMs = 86_400_000;

export const proveStorage = reaction(hospitalRequested, {
  summary: 'A new hospital is shown to have a place for files of its own, under its own key, that keeps a lock',
  tenant: 'named',
  emits: [storageProved],
  needs: ['files'],
  async handle({ hospital }, { files, table }, { at }) {
    // Where keys are still being made this throws, and the event comes again.
    await prove(files, new Date(Date.parse(at) + lockMs));
    table.commit({ emit: [emit(storageProved, hospital, { shelves: reached.length + 1 })] });
  },
});

async function prove(files: Files, until: Date): Promise<void> {
  const { lock } = await putLocked(files, shelf, path, trial, { contentType: 'text/plain', lock: { until } });
  if (lock.until === undefined || lock.until < until) throw new Error('the trial file is not locked');
  const read = await files.get(shelf, path);
  if (read === undefined || !Buffer.from(read).equals(trial))
    throw new Error('the trial file does not say what was written');
  // Nothing may lie there yet under this name, and asking must be allowed.
  for (const other of reached) {
    if (await files.head(other, path)) throw new Error(`a trial file lies among the ${other}`);
  }
}
