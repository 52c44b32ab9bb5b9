import { departureAdvanced, departureExported, hospitalDeparted } from '../../shared/contracts/departure.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { beginExport, finishExport, finishRemoval } from './departure-steps.ts';
import { departures } from './departures.ts';

export const watchDepartures = schedule(1, {
  summary: 'A departure goes on: the export begins, its manifest is signed, at last the certificate',
  tenants: 'each',
  emits: [...Object.values(departureAdvanced), departureExported, hospitalDeparted],
  needs: ['files', 'keys'],
  async handle(world) {
    const found = await departures(world.table).find();
    switch (found?.value.state) {
      case 'sealed':
        return beginExport(world, found);
      case 'exporting':
        return finishExport(world, found);
      case 'removing':
        return finishRemoval(world, found);
    }
  },
});
