import { hospitalListed } from '../../shared/contracts/analytics.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { hospitals } from './hospitals.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'The province knows a new hospital, so that its figures will have an owner',
  tenant: 'province',
  emits: [hospitalListed],
  async handle({ hospital, template, level, facilityCode }, { table }) {
    const { find, saving } = hospitals(table);
    table.commit({
      put: [saving(await find(hospital), { hospital, template, level, facilityCode })],
      emit: [emit(hospitalListed, hospital, { hospital })],
    });
  },
});
