import { secretDue } from '../../shared/contracts/billing.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isDueUnsaid, secretAge } from './channel-age.ts';
import { channels, putChannel } from './channels.ts';

const dayMinutes = 1_440;
/** A channel is an item and an event of the write; a hospital has one for each provider. */
const most = 40;

export const secretsDue = schedule(dayMinutes, {
  summary: 'A payment secret that is 90 days old is announced as due for a change',
  tenants: 'each',
  emits: [secretDue],
  async handle(world) {
    const kept = channels(world.table);
    const at = world.now.toISOString();
    let after: string | undefined;
    do {
      const page = await kept.list(most, after);
      const due = page.items.filter(({ value }) => isDueUnsaid(value, world.now));
      if (due.length > 0) {
        world.table.commit({
          put: due.map(({ value, version }) => putChannel({ ...value, dueAt: at }, version)),
          emit: due.map(({ value }) => {
            const { days } = secretAge(value, world.now);
            return emit(secretDue, value.channel, { channel: value.channel, ...(days !== undefined && { days }) });
          }),
        });
        // The rest follows tomorrow: it is late by ninety days anyway.
        return;
      }
      after = page.next;
    } while (after !== undefined);
  },
});
