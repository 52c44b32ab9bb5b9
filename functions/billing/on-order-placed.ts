import { orderPlaced } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { chargeOrders } from './charge-orders.ts';

export const onOrderPlaced = reaction(orderPlaced, {
  summary: 'Ordered tests and images are charged',
  handle: ({ encounter, items }, world, envelope) => chargeOrders(encounter, items, world, envelope),
});
