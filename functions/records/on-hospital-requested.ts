import { retentionSet } from '../../shared/contracts/records.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { hospitals } from './hospitals.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'Records learns how long the new hospital keeps its records and under which code it prescribes',
  tenant: 'named',
  emits: [retentionSet],
  async handle({ hospital, facilityCode, extraRetentionYears }, { table }, { at }) {
    const { find, saving } = hospitals(table);
    const before = await find();
    if (before && before.value.announcedAt >= at) return;
    table.commit({
      put: [saving(before, { facilityCode, extraRetentionYears, announcedAt: at })],
      emit: [emit(retentionSet, hospital, { extraYears: extraRetentionYears })],
    });
  },
});
