import { prescriptionIssued } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { chargeOrders } from './charge-orders.ts';

export const onPrescriptionIssued = reaction(prescriptionIssued, {
  summary: 'Prescribed drugs are charged',
  handle: ({ encounter, items }, world, envelope) => chargeOrders(encounter, items, world, envelope),
});
