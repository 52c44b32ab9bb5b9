import type { Key, Put, TableReads } from '../../shared/ports/table.ts';
import { FileExists, type Files } from '../../shared/ports/world.ts';
import type { Instance } from './instance.ts';

/** An instance whose file lies on the shelf. */
export interface StoredInstance extends Instance {
  readonly bytes: number;
  /** Lower-case hex; the same instance may come again only with the same content. */
  readonly sha256: string;
  readonly path: string;
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

export const pathOf = ({ study, series, instance }: Instance): string => `${study}/${series}/${instance}.dcm`;

/** Lays the file on the shelf for ever. False when other content lies there: an image is never replaced. */
export async function shelve(files: Files, instance: Instance, content: Uint8Array): Promise<boolean> {
  try {
    await files.put('images', pathOf(instance), content, { contentType: 'application/dicom' });
    return true;
  } catch (error) {
    if (error instanceof FileExists) return false;
    throw error;
  }
}
