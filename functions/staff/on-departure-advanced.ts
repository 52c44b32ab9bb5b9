import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { auditKept, stepOut } from '../../shared/ports/step-out.ts';
import { members } from './members.ts';
import { opened } from './opened.ts';

/** Closings under way at once; a pool of accounts takes some 25 a second. */
const atOnce = 10;

export const onDepartureAdvanced = reaction(departureAdvanced.staff, {
  summary: 'What staff keeps of a leaving hospital is handed over; then its accounts are closed and all is removed',
  emits: [departureAdvanced.staff],
  needs: ['files', 'keys', 'accounts'],
  async handle(advance, world) {
    // Before anything is removed: who is no longer on the list would keep an account that nobody knows.
    if (advance.stage === 'removal') {
      await inParts(await members(world.table).active(), atOnce, ({ login }) => world.accounts.close(login));
    }
    await stepOut(world, { owner: 'staff', keeps: [auditKept], opened: opened(world.keys) }, advance);
  },
});
