import { coverageRecorded } from '../../shared/contracts/insurance.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { coverages, putCoverage } from './coverages.ts';

export const onCoverageRecorded = reaction(coverageRecorded, {
  summary: 'Billing keeps its own copy of a person insurance, the newest statement only',
  async handle({ person, ...coverage }, world, { at }) {
    const before = await coverages(world.table).get(person);
    if (before && before.value.at >= at) return;
    world.table.commit({ put: [putCoverage(person, { ...coverage, at }, before?.version ?? 'absent')] });
  },
});
