import { coverageOf } from '../../shared/contracts/insurance.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { coverages } from './coverages.ts';

export const answerCoverage = answer(coverageOf, {
  summary: 'What a person last stated of their health insurance',
  async handle({ person }, world) {
    const current = await coverages(world.table).current(person);
    if (!current) return {};
    const { benefit, validFrom, validTo, route, state, fiveYearsFrom } = current;
    return { coverage: { benefit, validFrom, validTo, route, state, fiveYearsFrom } };
  },
});
