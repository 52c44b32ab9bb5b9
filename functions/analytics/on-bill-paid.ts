import { billPaid } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';

export const onBillPaid = reaction(billPaid, {
  summary: 'A paid bill becomes a fact in the province lake',
  tenant: 'province',
  needs: ['lake'],
  async handle({ total, fundPays, patientPays }, { lake }, { id, at, tenant }) {
    const day = localDay(new Date(at));
    await lake.append('payments', [
      { fact: id, at, day, hospital: tenant, total, fund_pays: fundPays, patient_pays: patientPays },
    ]);
  },
});
