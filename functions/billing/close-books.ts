import { schedule } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { nextSnapshot } from './next-snapshot.ts';

/** An entry of the last moment of a day is committed by then: no function runs longer than a minute. */
const delayMs = 30 * 60_000;

export const closeBooks = schedule(30, {
  summary:
    'Half an hour after midnight the balances of all accounts are kept for the day; days that were missed follow',
  tenants: 'each',
  async handle(world) {
    await nextSnapshot(localDay(new Date(world.now.getTime() - delayMs)), world);
  },
});
