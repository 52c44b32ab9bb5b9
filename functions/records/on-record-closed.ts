import { RetentionClass } from '../../shared/contracts/encounters.ts';
import { personName } from '../../shared/contracts/identity.ts';
import { recordClosed, recordLocked } from '../../shared/contracts/records.ts';
import { retentionLock } from '../../shared/contracts/retention.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { putLocked } from '../../shared/ports/put-locked.ts';
import { documentIdOf, renderDocument } from './document.ts';
import { documents } from './documents.ts';
import { hospitals } from './hospitals.ts';
import { documentBytes } from './stored-document.ts';
import { visits } from './visits.ts';

export const onRecordClosed = reaction(recordClosed, {
  summary: 'The closed record becomes one signed document, locked for as long as the law and the hospital keep it',
  emits: [recordLocked],
  asks: [personName],
  needs: ['files', 'keys'],
  async handle({ encounter, person, retention }, world) {
    const document = documentIdOf(encounter);
    const { find, signing } = documents(world.table);
    if (await find(document)) return;
    const { find: findVisit, closure, resources } = visits(world.table);
    const [visit, closed, hospital] = [
      await findVisit(encounter),
      await closure(encounter),
      await hospitals(world.table).find(),
    ];
    if (!visit || !closed) throw new Error('the record is not closed yet');
    if (!hospital) throw new Error('the hospital has not been announced yet');
    const { closedAt, doctor } = closed.value;
    const path = `${encounter}/${document}.json`;
    // An attempt that died after storing has left the document; it stands, even if the name was corrected since.
    const stored = await world.files.get('records', path);
    const { name, birthDate, sex } = await world.ask(personName, { person });
    const rendered = renderDocument({
      tenant: world.tenant,
      facilityCode: hospital.value.facilityCode,
      visit: visit.value.visit,
      closedAt,
      doctor,
      resources: await resources(encounter),
      patient: { name, birthDate, sex },
    });
    const content = stored ?? documentBytes(rendered);
    const signature = await world.keys.sign(content);
    const endedOn = localDay(new Date(closedAt));
    const wanted = retentionLock(RetentionClass.parse(retention), endedOn, hospital.value.extraRetentionYears);
    const options = { contentType: 'application/fhir+json', lock: wanted };
    const { sha256, bytes, lock } = await putLocked(world.files, 'records', path, content, options);
    const until = lock.until && !lock.legalHold ? { lockedUntil: lock.until.toISOString() } : {};
    const about = { document, encounter, person, sha256, ...until };
    const signedAt = world.now.toISOString();
    world.table.commit({
      put: [signing({ ...about, path, bytes, signature, retention, closedAt, signedAt })],
      emit: [emit(recordLocked, document, about)],
    });
  },
});
