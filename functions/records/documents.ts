import type { DocumentId, EncounterId, PersonId, TenantId } from '../../shared/kernel/ids.ts';
import type { Key, Put, TableReads } from '../../shared/ports/table.ts';

/** What is known of a signed document; its content lies in the files, locked. */
export interface SignedDocument {
  readonly document: DocumentId;
  readonly encounter: EncounterId;
  readonly person: PersonId;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly signature: { readonly algorithm: 'ES256'; readonly keyId: string; readonly signature: string };
  readonly retention: string;
  readonly closedAt: string;
  readonly signedAt: string;
  /** Absent when the document is kept for ever. */
  readonly lockedUntil?: string;
}

/** That another hospital may see a document, for what and until when. */
interface DocumentGrant {
  readonly grant: string;
  readonly to: TenantId;
  readonly purpose: 'referral' | 'consultation';
  readonly by: string;
  readonly at: string;
  readonly expires: string;
}

const documentKey = (document: DocumentId): Key => ({ pk: `DOCUMENT#${document}`, sk: 'DOCUMENT' });

export const documents = (table: TableReads) => ({
  find: (document: DocumentId) => table.get<SignedDocument>(documentKey(document)),
  signing: (signed: SignedDocument): Put => ({ key: documentKey(signed.document), value: signed, expect: 'absent' }),
  granting: (document: DocumentId, grant: DocumentGrant): Put => ({
    key: { pk: `DOCUMENT#${document}`, sk: `GRANT#${grant.grant}` },
    value: grant,
    expect: 'absent',
  }),
});
