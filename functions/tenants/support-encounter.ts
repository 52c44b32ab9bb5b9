import * as z from 'zod';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { AccessId, hindrance } from './support-access.ts';
import { supportAccesses, useOf } from './support-accesses.ts';

export const supportEncounter = route('GET /v1/support-accesses/{access}/encounters/{encounter}', {
  summary: 'With an approved access, the operator sees where a visit is: ids, codes and times',
  who: ['operator'],
  tenantFrom: { directory: 'support-access', parameter: 'access' },
  input: z.strictObject({ access: AccessId, encounter: EncounterId }),
  output: encounterState.output,
  refuses: ['not-found', 'access-not-approved', 'access-expired'],
  asks: [encounterState],
  subject: ({ access, encounter }) => useOf(access, encounter),
  async handle({ access, encounter }, world) {
    const found = await supportAccesses(world.table).find(access);
    if (!found) return refuse('not-found');
    const against = hindrance(found.value, world.caller.id, world.now);
    if (against) return against;
    return world.ask(encounterState, { encounter });
  },
});
