import { crc32, inflateRawSync } from 'node:zlib';

/** One file of an archive. */
interface ZipEntry {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Signatures, sizes and places of the ZIP format (APPNOTE.TXT 4.3). */
const endOfDirectory = 0x06054b50;
const endBytes = 22;
const longestComment = 65_535;
const directoryEntry = 0x02014b50;
const directoryBytes = 46;
const localHeader = 0x04034b50;
const localBytes = 30;
const stored = 0;
const deflated = 8;

/**
 * The wanted files of a ZIP archive, inflated never further than `most` bytes in sum, whatever the archive says of its
 * sizes; undefined when it is no such archive, is encrypted or split, or would be bigger.
 */
export function unzip(archive: Buffer, wanted: (path: string) => boolean, most: number): ZipEntry[] | undefined {
  try {
    return entriesOf(archive, wanted, most);
  } catch (error) {
    // Reading behind the end, data that does not inflate, and data that inflates too far.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

function entriesOf(archive: Buffer, wanted: (path: string) => boolean, most: number): ZipEntry[] | undefined {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end < archive.length - endBytes - longestComment) return undefined;
  if (archive.readUInt32LE(end) !== endOfDirectory) return undefined;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  let left = most;
  const entries: ZipEntry[] = [];
  for (let n = 0; n < count; n++) {
    if (archive.readUInt32LE(at) !== directoryEntry) return undefined;
    const isEncrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
    const nameBytes = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + directoryBytes, at + directoryBytes + nameBytes);
    if (wanted(path)) {
      const bytes = isEncrypted ? undefined : bytesOf(archive, at, left);
      if (!bytes) return undefined;
      left -= bytes.length;
      entries.push({ path, bytes });
    }
    at += directoryBytes + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function bytesOf(archive: Buffer, at: number, most: number): Buffer | undefined {
  const method = archive.readUInt16LE(at + 10);
  const length = archive.readUInt32LE(at + 20);
  const header = archive.readUInt32LE(at + 42);
  if (archive.readUInt32LE(header) !== localHeader) return undefined;
  const from = header + localBytes + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  if (from + length > archive.length) return undefined;
  const packed = archive.subarray(from, from + length);
  if (method === stored) return packed.length <= most ? packed : undefined;
  if (method !== deflated || most === 0) return undefined;
  return inflateRawSync(packed, { maxOutputLength: most });
}

/** An archive of these files as they are, nothing deflated: what reads it next can't be made to inflate anything. */
export function zipStored(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes } of entries) {
    const name = Buffer.from(path);
    const [one, two] = [Buffer.alloc(localBytes), Buffer.alloc(directoryBytes)];
    one.writeUInt32LE(localHeader, 0);
    two.writeUInt32LE(directoryEntry, 0);
    for (const [header, sizes] of [
      [one, 14],
      [two, 16],
    ] as const) {
      header.writeUInt32LE(crc32(bytes), sizes);
      header.writeUInt32LE(bytes.length, sizes + 4);
      header.writeUInt32LE(bytes.length, sizes + 8);
      header.writeUInt16LE(name.length, sizes + 12);
    }
    two.writeUInt32LE(offset, 42);
    local.push(one, name, bytes);
    directory.push(two, name);
    offset += localBytes + name.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endOfDirectory, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, listed, end]);
}
