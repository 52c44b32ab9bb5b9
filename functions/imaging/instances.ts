import { putLocked } from '../../shared/ports/put-locked.ts';
import type { Key, Put, TableReads } from '../../shared/ports/table.ts';
import { FileExists, type Files, type Lock, type StoredFile } from '../../shared/ports/world.ts';
import type { Instance } from './instance.ts';

/** An instance whose file lies on the shelf. */
export interface StoredInstance extends Instance {
  readonly bytes: number;
  /** Lower-case hex; the same instance may come again only with the same content. */
  readonly sha256: string;
  readonly path: string;
  /** Until when nobody can remove the file; absent when it is held for ever. */
  readonly lockedUntil?: string;
  readonly storedAt: string;
  readonly by: string;
}

const instanceKey = (instance: string): Key => ({ pk: `INSTANCE#${instance}`, sk: 'INSTANCE' });

/** The images of one hospital, one item per SOP instance, found by study as well. */
export const instances = (table: TableReads) => ({
  find: async (instance: string) => (await table.get<StoredInstance>(instanceKey(instance)))?.value,
  storing: (stored: StoredInstance): Put => ({
    key: instanceKey(stored.instance),
    value: stored,
    expect: 'absent',
    index1: { pk: `STUDY#${stored.study}`, sk: `${stored.series}#${stored.instance}` },
  }),
});

const pathOf = ({ study, series, instance }: Instance): string => `${study}/${series}/${instance}.dcm`;

/** Lays the file on the shelf, locked. Undefined when other content lies there: an image is never replaced. */
export async function shelve(
  files: Files,
  instance: Instance,
  content: Uint8Array,
  lock: Lock,
): Promise<StoredFile | undefined> {
  try {
    return await putLocked(files, 'images', pathOf(instance), content, { contentType: 'application/dicom', lock });
  } catch (error) {
    if (error instanceof FileExists) return undefined;
    throw error;
  }
}

export const storedInstance = (
  instance: Instance,
  { path, bytes, sha256, lock }: StoredFile,
  by: string,
  at: Date,
): StoredInstance => ({
  ...instance,
  path,
  bytes,
  sha256,
  storedAt: at.toISOString(),
  by,
  ...(lock.until && !lock.legalHold && { lockedUntil: lock.until.toISOString() }),
});
