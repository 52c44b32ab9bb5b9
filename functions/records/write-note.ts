import * as z from 'zod';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { openVisit } from './open-visit.ts';
import { resourceId } from './resource-id.ts';
import { NoteKind, noteResource } from './resources.ts';
import { plainText } from './text.ts';
import { visits } from './visits.ts';

const longestNote = 20_000;

export const writeNote = route('POST /v1/encounters/{encounter}/notes', {
  summary: 'A doctor writes down what was told, found or decided',
  who: ['doctor'],
  input: z.strictObject({ encounter: EncounterId, text: plainText(longestNote), kind: NoteKind.default('progress') }),
  output: z.object({ note: z.string(), kind: NoteKind, at: Instant }),
  refuses: ['not-found', 'encounter-closed'],
  asks: [encounterState],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, text, kind }, world) {
    const visit = await openVisit(world, encounter);
    if (isRefusal(visit)) return visit;
    const note = resourceId(encounter, world.newId());
    const at = world.now.toISOString();
    const about = { encounter, person: visit.person, by: world.caller.id };
    const { adding, notClosed } = visits(world.table);
    world.table.commit({
      put: [adding(encounter, noteResource({ id: note, version: 1, at }, about, { text, kind }))],
      expect: [notClosed(encounter)],
    });
    return { note, kind, at };
  },
});
