import type { EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Condition, Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import type { ClinicalResource, FhirEncounter } from './fhir.ts';
import { encounterOf } from './resource-id.ts';
import { encounterResource } from './resources.ts';
import type { Visit } from './visit.ts';

/** A stored resource as it is now; the item's version is the resource's. */
interface Stored {
  readonly resource: ClinicalResource;
}
interface StoredVisit extends Stored {
  readonly resource: FhirEncounter;
  readonly visit: Visit;
}
/** Lies in the record from the moment when nothing can be added any more. */
interface Closure {
  readonly closedAt: string;
  readonly doctor: string;
  readonly retention: string;
}

/** How many resources with a price the visit holds. */
interface Ordered {
  readonly count: number;
}

/** Far above any visit: what is priced has its own limit, notes and diagnoses are written by hand. */
const mostResources = 10_000;
const visitPk = (encounter: string): string => `VISIT#${encounter}`;
const resourceSk = (type: string, id: string): string => `RESOURCE#${type}#${id}`;
const resourceKey = (encounter: string, type: string, id: string): Key => ({
  pk: visitPk(encounter),
  sk: resourceSk(type, id),
});
const visitKey = (encounter: string): Key => resourceKey(encounter, 'Encounter', encounter);
const closureKey = (encounter: string): Key => ({ pk: visitPk(encounter), sk: 'CLOSURE' });
const orderedKey = (encounter: string): Key => ({ pk: visitPk(encounter), sk: 'ORDERED' });
const formerKey = (type: string, id: string, version: number): Key => ({
  pk: `FORMER#${type}#${id}`,
  sk: String(version).padStart(6, '0'),
});

/** The records of visits in one hospital: each visit's resources lie together, every version of them is kept. */
export const visits = (table: TableReads) => ({
  find: (encounter: EncounterId) => table.get<StoredVisit>(visitKey(encounter)),

  /** Creates or replaces the visit's Encounter; the version it replaces is kept beside it for ever. */
  saving(before: Item<StoredVisit> | undefined, visit: Visit, at: Date): Put[] {
    const version = (before?.version ?? 0) + 1;
    const resource = encounterResource(visit, version, at.toISOString());
    const current: Put = {
      key: visitKey(visit.encounter),
      value: { resource, visit } satisfies StoredVisit,
      expect: before?.version ?? 'absent',
      index1: { pk: `PERSON#${visit.person}`, sk: `${visit.openedAt}#${visit.encounter}` },
    };
    if (!before) return [current];
    const key = formerKey('Encounter', visit.encounter, before.version);
    return [current, { key, value: { resource: before.value.resource }, expect: 'absent' }];
  },

  adding: (encounter: EncounterId, resource: ClinicalResource): Put => ({
    key: resourceKey(encounter, resource.resourceType, resource.id),
    value: { resource } satisfies Stored,
    expect: 'absent',
  }),

  /** How much was ordered and prescribed so far. */
  ordered: (encounter: EncounterId) => table.get<Ordered>(orderedKey(encounter)),
  /** Counts what is added in the same commit, so that orders placed at once cannot pass the limit together. */
  counting: (encounter: EncounterId, before: Item<Ordered> | undefined, count: number): Put => ({
    key: orderedKey(encounter),
    value: { count } satisfies Ordered,
    expect: before?.version ?? 'absent',
  }),

  /** Holds as long as the record takes additions; every clinical change commits with it. */
  notClosed: (encounter: EncounterId): Condition => ({ key: closureKey(encounter), expect: 'absent' }),
  closure: (encounter: EncounterId) => table.get<Closure>(closureKey(encounter)),
  closing: (encounter: EncounterId, closure: Closure): Put => ({
    key: closureKey(encounter),
    value: closure,
    expect: 'absent',
  }),

  /** Every resource of the visit, or all of one type, as they are now; grouped by type, oldest first. */
  async resources(encounter: EncounterId, type?: ClinicalResource['resourceType']): Promise<ClinicalResource[]> {
    const prefix = type === undefined ? 'RESOURCE#' : `RESOURCE#${type}#`;
    const stored = await readAll<Stored>(table, { pk: visitPk(encounter), prefix }, mostResources);
    return stored.map(({ resource }) => resource);
  },

  /** One resource by its type and id, as it is now. */
  async resource(type: string, id: string): Promise<ClinicalResource | undefined> {
    const encounter = type === 'Encounter' ? id : encounterOf(id);
    if (encounter === undefined) return undefined;
    return (await table.get<Stored>(resourceKey(encounter, type, id)))?.value.resource;
  },

  /** A person's visits, newest first. */
  ofPerson: (person: PersonId, limit: number, after: string | undefined) =>
    table.query<StoredVisit>({
      index: 'index1',
      pk: `PERSON#${person}`,
      descending: true,
      limit,
      ...(after === undefined ? {} : { after }),
    }),
});
