import { billables } from '../../shared/contracts/records.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { billablesOf } from './billables.ts';
import { visits } from './visits.ts';

export const answerBillables = answer(billables, {
  summary: 'Everything ordered and prescribed in a visit that has a price, the examination excluded',
  async handle({ encounter }, { table }) {
    const { closure, resources } = visits(table);
    // Looked at before the items: what is ordered after this look is refused if the record was closed by then.
    const final = (await closure(encounter)) !== undefined;
    const orders = await resources(encounter, 'ServiceRequest');
    const drugs = await resources(encounter, 'MedicationRequest');
    return { items: billablesOf([...orders, ...drugs]), final };
  },
});
