import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import { callbackPaths } from './channel.ts';
import { secretAge } from './channel-age.ts';
import { type ChannelChange, ChannelChangeView, changeView, channelChanges } from './channel-change.ts';
import { type Channel, channels } from './channels.ts';
import { providers } from './providers/notice.ts';

const dayMs = 86_400_000;
/** Days that are counted, today with them. */
const shownDays = 7;

const ChannelView = z.object({
  channel: z.string(),
  provider: z.enum(providers),
  state: z.enum(['awaiting', 'open', 'closed', 'declined']),
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
  /** The merchant's number at a gateway, or the name by which the provider calls. */
  merchant: z.string().optional(),
  username: z.string().optional(),
  /** What was last changed of it: what waits for a second person, or what was decided. */
  change: ChannelChangeView.optional(),
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
      const change = await channelChanges(world.table).get(value.channel);
      return {
        ...viewOf(value, world.now),
        state: stateOf(value, change?.value),
        refusedToday: ofDay(today),
        refusedInWeek: inWeek,
        ...(change && { change: changeView(change) }),
      };
    });
    return { items: await Promise.all(shown), ...(next !== undefined && { next }) };
  },
});

function stateOf(
  { closedAt, isUnapproved }: Channel,
  change: ChannelChange | undefined,
): z.input<typeof ChannelView>['state'] {
  if (change?.what === 'opening' && change.state === 'declined') return 'declined';
  if (closedAt !== undefined) return 'closed';
  return isUnapproved ? 'awaiting' : 'open';
}

type Unread = 'state' | 'refusedToday' | 'refusedInWeek' | 'change';

function viewOf(channel: Channel, now: Date): Omit<z.input<typeof ChannelView>, Unread> {
  const { days, rotateBy, isDue } = secretAge(channel, now);
  return {
    channel: channel.channel,
    provider: channel.provider,
    callbacks: callbackPaths(channel),
    ...(channel.allowFrom && { allowFrom: [...channel.allowFrom] }),
    ...(channel.virtualAccounts && { virtualAccounts: [...channel.virtualAccounts] }),
    ...(channel.openedAt !== undefined && { openedAt: channel.openedAt }),
    ...(channel.closedAt !== undefined && { closedAt: channel.closedAt }),
    ...(channel.asking && { askedSince: channel.asking.since }),
    ...('merchant' in channel && { merchant: channel.merchant }),
    ...('username' in channel && { username: channel.username }),
    liveSecrets: channel.sealed.length,
    awaitsHandover: channel.isUnseen === true,
    ...(days !== undefined && { secretDays: days }),
    ...(rotateBy !== undefined && { rotateBy }),
    due: isDue && channel.closedAt === undefined,
  };
}
