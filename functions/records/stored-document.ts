import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Files, Keys } from '../../shared/ports/world.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SignedDocument } from './documents.ts';

/** A FHIR document as it is handed out. */
export const DocumentContent = z.looseObject({ resourceType: z.literal('Bundle'), type: z.literal('document') });
export type DocumentContent = z.infer<typeof DocumentContent>;

/** Whether the stored bytes are still those that were signed, and whether this hospital's key signed them. */
export const Verification = z.object({
  sha256Matches: z.boolean(),
  signatureValid: z.boolean(),
  /** The signed text itself names this document and this person: it is not another one's in its place. */
  namesItself: z.boolean(),
});
export type Verification = z.infer<typeof Verification>;

/** Lower-case hex of the SHA-256. */
export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The bytes that are hashed, signed and stored. */
export const documentBytes = (content: object): Uint8Array => Buffer.from(canonicalJson(content));

export const documentContent = (bytes: Uint8Array): DocumentContent =>
  DocumentContent.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));

/** The file of a signed document; undefined when it is gone or can't be opened, which its lock forbids. */
export async function storedBytes(files: Files, { path }: SignedDocument): Promise<Uint8Array | undefined> {
  try {
    return await files.get('records', path);
  } catch {
    // A store that holds something else under this path than what was put there.
    return undefined;
  }
}

export async function verify(keys: Keys, bytes: Uint8Array | undefined, signed: SignedDocument): Promise<Verification> {
  if (!bytes) return { sha256Matches: false, signatureValid: false, namesItself: false };
  return {
    sha256Matches: sha256Of(bytes) === signed.sha256,
    signatureValid: await keys.verify(bytes, signed.signature.signature),
    namesItself: namesItself(bytes, signed),
  };
}

const Named = z.object({
  identifier: z.object({ value: z.string() }),
  entry: z.array(z.object({ resource: z.object({ resourceType: z.string(), id: z.string() }) })),
});

function namesItself(bytes: Uint8Array, { document, person }: SignedDocument): boolean {
  try {
    const named = Named.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const patient = named.entry.find(({ resource }) => resource.resourceType === 'Patient');
    return named.identifier.value === document && patient?.resource.id === person;
  } catch {
    return false;
  }
}
