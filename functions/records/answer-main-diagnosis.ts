import { mainDiagnosis } from '../../shared/contracts/records.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { mainOf } from './visit.ts';
import { visits } from './visits.ts';

export const answerMainDiagnosis = answer(mainDiagnosis, {
  summary: 'The diagnosis by which a visit is counted and paid',
  async handle({ encounter }, { table }) {
    const found = await visits(table).find(encounter);
    const main = found && mainOf(found.value.visit);
    return main ? { code: main.code } : {};
  },
});
