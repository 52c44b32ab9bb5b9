import { inquiryDue } from '../../shared/contracts/billing.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Channel, channels, putChannel } from './channels.ts';
import { inquiryPolicy, isAskable, wayOf } from './inquiry-policy.ts';
import { type Intent, intents, putIntent } from './intents.ts';
import { paymentEnds } from './request-payment.ts';
import { isAwaiting } from './states.ts';

const most = 40;
/** Writes and events of one run; the rest waits five minutes. */
const budget = 80;
const looked = 200;

export const askProviders = schedule(5, {
  summary: 'Providers that may be asked are asked for money of which no callback told',
  tenants: 'each',
  emits: [inquiryDue],
  async handle(world) {
    const { items } = await channels(world.table).list(most);
    const askable = items.filter(({ value }) => isAskable(value));
    if (askable.length === 0) return;
    const { listEveryMinutes } = inquiryPolicy(localDay(world.now));
    // The schedule does not come to the second.
    const lately = new Date(world.now.getTime() - (listEveryMinutes - 1) * 60_000).toISOString();
    const lists = askable.filter(
      ({ value }) => wayOf(value.provider) === 'list' && (value.askedAt === undefined || value.askedAt <= lately),
    );
    const put: Put[] = lists.map(({ value, version }) =>
      putChannel({ ...value, askedAt: world.now.toISOString() }, version),
    );
    const emitted: Emitted[] = lists.map(({ value }) => emit(inquiryDue, value.channel, { channel: value.channel }));
    const gateways = askable.flatMap(({ value }) => (wayOf(value.provider) === 'order' ? [value] : []));
    const orders = await ordersDue(gateways, budget - put.length - emitted.length, world);
    put.push(...orders.put);
    emitted.push(...orders.emitted);
    if (put.length > 0) world.table.commit({ put, emit: emitted });
  },
});

/** The question is counted before it is asked: whoever dies between has asked once. */
async function ordersDue(gateways: readonly Channel[], room: number, world: World) {
  const put: Put[] = [];
  const emitted: Emitted[] = [];
  if (gateways.length === 0) return { put, emitted };
  const { orderAgeSeconds, orderEndSeconds } = inquiryPolicy(localDay(world.now));
  const endsAtAge = (seconds: number): string => paymentEnds(new Date(world.now.getTime() - seconds * 1_000));
  for (const [n, age] of orderAgeSeconds.entries()) {
    const until = orderAgeSeconds[n + 1] ?? orderEndSeconds;
    // Behind the instant itself and before the next.
    const found = await intents(world.table).ending(endsAtAge(until), `${endsAtAge(age)}~`, looked);
    for (const { value, version } of found) {
      if (!isDue(value, n) || put.length + emitted.length + 1 + gateways.length > room) continue;
      put.push(putIntent({ ...value, asked: n + 1 }, version));
      const { code } = value;
      emitted.push(...gateways.map(({ channel }) => emit(inquiryDue, code, { channel, code })));
    }
  }
  return { put, emitted };
}

const isDue = ({ state, asked = 0 }: Intent, times: number): boolean => isAwaiting(state) && asked <= times;
