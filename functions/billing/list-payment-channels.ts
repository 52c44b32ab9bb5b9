import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import { callbackPaths } from './channel.ts';
import { secretAge } from './channel-age.ts';
import { type Channel, channels } from './channels.ts';
import { providers } from './providers/notice.ts';

const dayMs = 86_400_000;
/** Days that are counted, today with them. */
const shownDays = 7;

const ChannelView = z.object({
  channel: z.string(),
  provider: z.enum(providers),
  state: z.enum(['open', 'closed']),
  callbacks: z.object({ notify: z.string(), base: z.string().optional(), token: z.string().optional() }),
  allowFrom: z.array(z.string()).optional(),
  virtualAccounts: z.array(z.string()).optional(),
  openedAt: Instant.optional(),
  closedAt: Instant.optional(),
  /** Since when the provider may be asked for payments. */
  askedSince: Instant.optional(),
  liveSecrets: z.int(),
  /** The newest secret was made here and waits to be shown once. */
  awaitsHandover: z.boolean(),
  secretDays: z.int().optional(),
  rotateBy: LocalDay.optional(),
  due: z.boolean(),
  /** Calls that proved nothing: of this Vietnamese day, and of the last seven with it. */
  refusedToday: z.int(),
  refusedInWeek: z.int(),
});

export const listPaymentChannels = route('GET /v1/payment-channels', {
  summary: 'An administrator sees the payment channels, the age of their secrets and the calls that were refused',
  who: ['admin'],
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(50).default(20),
    after: z.string().max(512).optional(),
  }),
  output: z.object({ items: z.array(ChannelView), next: z.string().optional() }),
  async handle({ limit, after }, world) {
    const kept = channels(world.table);
    const { items, next } = await kept.list(limit, after);
    const today = localDay(world.now);
    const first = localDay(new Date(world.now.getTime() - (shownDays - 1) * dayMs));
    const shown = items.map(async ({ value }) => {
      const refused = await kept.refused(value.channel, first, today);
      const ofDay = (day: string): number => refused.find((one) => one.day === day)?.calls ?? 0;
      const inWeek = refused.reduce((sum, { calls }) => sum + calls, 0);
      return { ...viewOf(value, world.now), refusedToday: ofDay(today), refusedInWeek: inWeek };
    });
    return { items: await Promise.all(shown), ...(next !== undefined && { next }) };
  },
});

function viewOf(channel: Channel, now: Date): Omit<z.input<typeof ChannelView>, 'refusedToday' | 'refusedInWeek'> {
  const { days, rotateBy, isDue } = secretAge(channel, now);
  return {
    channel: channel.channel,
    provider: channel.provider,
    state: channel.closedAt === undefined ? 'open' : 'closed',
    callbacks: callbackPaths(channel),
    ...(channel.allowFrom && { allowFrom: [...channel.allowFrom] }),
    ...(channel.virtualAccounts && { virtualAccounts: [...channel.virtualAccounts] }),
    ...(channel.openedAt !== undefined && { openedAt: channel.openedAt }),
    ...(channel.closedAt !== undefined && { closedAt: channel.closedAt }),
    ...(channel.asking && { askedSince: channel.asking.since }),
    liveSecrets: channel.sealed.length,
    awaitsHandover: channel.isUnseen === true,
    ...(days !== undefined && { secretDays: days }),
    ...(rotateBy !== undefined && { rotateBy }),
    due: isDue && channel.closedAt === undefined,
  };
}
