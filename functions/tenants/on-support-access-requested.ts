import { supportAccessRequested } from '../../shared/contracts/support.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { platform } from '../../shared/kernel/ids.ts';
import { supportAccesses } from './support-accesses.ts';

export const onSupportAccessRequested = reaction(supportAccessRequested, {
  summary: "An operator's request waits in the hospital's own list until an administrator answers it",
  tenant: 'named',
  needs: ['shared', 'directory'],
  claims: ['support-access'],
  async handle({ access, minutes }, { table, shared, directory }, { by, at }) {
    const granted = await shared.granted(access);
    // Too old to be answered, or never given by the platform: nothing to wait for.
    if (granted?.from !== platform) return;
    await directory.claim('support-access', access);
    const reason = Buffer.from(granted.document).toString('utf8');
    table.commit({
      put: [supportAccesses(table).asking({ access, operator: by, reason, minutes, askedAt: at, state: 'asked' })],
    });
  },
});
