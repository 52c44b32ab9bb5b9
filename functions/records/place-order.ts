import * as z from 'zod';
import { unpricedCodes } from '../../shared/contracts/billing.ts';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { Billable, orderPlaced } from '../../shared/contracts/records.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { EncounterId, ServiceCode } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { openVisit } from './open-visit.ts';
import { resourceId } from './resource-id.ts';
import { orderResource } from './resources.ts';
import { orderMore } from './visit.ts';
import { visits } from './visits.ts';

/** One write holds at most 100 items. */
const mostItems = 50;

export const placeOrder = route('POST /v1/encounters/{encounter}/orders', {
  summary: 'A doctor orders laboratory tests, images or procedures',
  who: ['doctor'],
  input: z.strictObject({
    encounter: EncounterId,
    items: z
      .array(z.strictObject({ code: ServiceCode, quantity: z.int().min(1).max(100) }))
      .min(1)
      .max(mostItems),
  }),
  output: z.object({ order: z.string(), items: z.array(Billable) }),
  refuses: ['not-found', 'encounter-closed', 'code-unknown', 'visit-full'],
  emits: [orderPlaced],
  asks: [encounterState, unpricedCodes],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, items }, world) {
    const visit = await openVisit(world, encounter);
    if (isRefusal(visit)) return visit;
    const codes = [...new Set(items.map((item) => item.code))];
    const { unpriced } = await world.ask(unpricedCodes, { codes, kinds: ['lab', 'imaging'] });
    if (unpriced.length > 0) return refuse('code-unknown', unpriced.join(','));
    const { adding, counting, notClosed, ordered } = visits(world.table);
    const before = await ordered(encounter);
    const count = orderMore(before?.value.count ?? 0, items.length);
    if (isRefusal(count)) return count;
    const { person } = visit;
    const about = { encounter, person, by: world.caller.id };
    const order = world.newId();
    const at = world.now.toISOString();
    const placed = items.map((item, place) => ({ ...item, source: resourceId(encounter, order, place) }));
    world.table.commit({
      put: [
        counting(encounter, before, count),
        ...placed.map(({ source, code, quantity }) => {
          const stamp = { id: source, version: 1, at };
          return adding(encounter, orderResource(stamp, about, { code, quantity, requisition: order }));
        }),
      ],
      expect: [notClosed(encounter)],
      emit: [emit(orderPlaced, encounter, { encounter, person, items: placed })],
    });
    return { order, items: placed };
  },
});
