import { hospitalFailed } from '../../shared/contracts/tenants.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { hospitals } from './hospitals.ts';
import { awaitedSteps, fail, failsBefore } from './onboarding.ts';

/** Each takes an item and an event of a write. */
const batch = 40;

export const overdueOnboardings = schedule(5, {
  summary: 'A new hospital that still awaits a step ten minutes after it was asked for is shown as failed',
  tenants: 'platform',
  emits: [hospitalFailed],
  async handle({ table, now }) {
    const known = hospitals(table);
    const before = failsBefore(now);
    for (const { hospital } of await known.awaitedSince(before, batch)) {
      // The index may lag behind the item.
      const found = await known.find(hospital);
      if (found?.value.state !== 'requested') continue;
      table.commit({
        put: [known.replacing(found, fail(found.value, now))],
        emit: [emit(hospitalFailed, hospital, { hospital, awaited: awaitedSteps(found.value) })],
      });
    }
  },
});
