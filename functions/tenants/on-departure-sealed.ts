import { departureSealed } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { departures } from './departures.ts';

export const onDepartureSealed = reaction(departureSealed, {
  summary: "The departure is noted in the hospital's own table, where its administrators follow it",
  tenant: 'named',
  needs: ['directory'],
  claims: ['departure'],
  async handle({ hospital, departure, from, to }, { table, directory, now }) {
    const { find, opening } = departures(table);
    if (await find()) return;
    await directory.claim('departure', hospital);
    table.commit({ put: [opening({ departure, from, to, state: 'sealed', sealedAt: now.toISOString() })] });
  },
});
