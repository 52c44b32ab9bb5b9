import { departureBegun, departureSealed } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { setStanding } from './set-standing.ts';

export const onDepartureBegun = reaction(departureBegun, {
  summary: 'A leaving hospital can be read and not changed; only then is anything handed over',
  tenant: 'platform',
  emits: [departureSealed],
  needs: ['standings'],
  async handle(begun, world) {
    await setStanding(world, begun.hospital);
    world.table.commit({ emit: [emit(departureSealed, begun.hospital, begun)] });
  },
});
