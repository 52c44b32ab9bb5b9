import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Files, Keys } from '../../shared/ports/world.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SignedDocument } from './documents.ts';

/** A FHIR document as it is handed out. */
export const DocumentContent = z.looseObject({ resourceType: z.literal('Bundle'), type: z.literal('document') });
export type DocumentContent = z.infer<typeof DocumentContent>;

/** Whether the stored bytes are still those that were signed, and whether this hospital's key signed them. */
export const Verification = z.object({ sha256Matches: z.boolean(), signatureValid: z.boolean() });
export type Verification = z.infer<typeof Verification>;

/** Lower-case hex of the SHA-256. */
export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The bytes that are hashed, signed and stored. */
export const documentBytes = (content: object): Uint8Array => Buffer.from(canonicalJson(content));

export const documentContent = (bytes: Uint8Array): DocumentContent =>
  DocumentContent.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));

/** @throws when the file is gone, which its lock forbids. */
export async function storedBytes(files: Files, { path }: SignedDocument): Promise<Uint8Array> {
  const bytes = await files.get('records', path);
  if (!bytes) throw new Error('the file of a signed document is missing');
  return bytes;
}

export const verify = async (keys: Keys, bytes: Uint8Array, signed: SignedDocument): Promise<Verification> => ({
  sha256Matches: sha256Of(bytes) === signed.sha256,
  signatureValid: await keys.verify(bytes, signed.signature.signature),
});
