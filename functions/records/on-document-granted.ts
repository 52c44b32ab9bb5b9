import { documentGranted } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { documents } from './documents.ts';
import type { SharedDocument } from './shared-document.ts';
import { documentContent, storedBytes, verify } from './stored-document.ts';

export const onDocumentGranted = reaction(documentGranted, {
  summary: 'A granted record is opened to the other hospital, if hash and signature still hold',
  needs: ['files', 'keys', 'grants'],
  async handle({ grant, document, to, purpose, expires }, { table, files, keys, grants }) {
    const found = await documents(table).find(document);
    if (!found) throw new Error('a granted document is not signed here');
    const bytes = await storedBytes(files, found.value);
    const { sha256Matches, signatureValid, namesItself } = await verify(keys, bytes, found.value);
    if (!bytes || !sha256Matches || !signatureValid || !namesItself)
      throw new Error('a granted document is not what was signed');
    const { sha256, signature, signedAt } = found.value;
    const shown: SharedDocument = { document, sha256, signature, signedAt, content: documentContent(bytes) };
    const content = Buffer.from(JSON.stringify(shown));
    await grants.give({ id: grant, to, purpose, subject: document, document: content, expires: new Date(expires) });
  },
});
