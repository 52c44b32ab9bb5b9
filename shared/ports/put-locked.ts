import type { Files, Lock, Shelf, StoredFile } from './world.ts';

/** The lock that fulfils both: the later end, and a hold when one of them asks for it. */
function stricter(one: Lock, other: Lock): Lock {
  const ends = [one.until, other.until].filter((end) => end !== undefined).map((end) => end.getTime());
  return {
    ...(ends.length > 0 && { until: new Date(Math.max(...ends)) }),
    ...((one.legalHold || other.legalHold) && { legalHold: true }),
  };
}

/**
 * Writes a file once and sees to it that it is locked for at least as long as `lock` says: one that an earlier attempt
 * left keeps the lock it had, or gets the longer one. The answer carries the lock that holds, not the one asked for.
 * @throws FileExists when other content lies there.
 */
export async function putLocked(
  files: Files,
  shelf: Shelf,
  path: string,
  content: Uint8Array,
  about: { contentType: string; lock: Lock },
): Promise<StoredFile> {
  const stored = await files.put(shelf, path, content, about);
  const lock = stricter(stored.lock, about.lock);
  const holds = lock.until?.getTime() === stored.lock.until?.getTime() && lock.legalHold === stored.lock.legalHold;
  if (!holds) await files.extend(shelf, path, lock);
  return { ...stored, lock };
}
