import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { channelChanges, putChange, unchangeable, withSources } from './channel-change.ts';
import { AllowFrom } from './channel-sources.ts';
import { channels, putChannel } from './channels.ts';

export const allowChannelSources = route('PUT /v1/payment-channels/{channel}/sources', {
  summary:
    'An administrator names the networks from which a payment provider calls; more of them, or all, count when another lets them',
  who: ['admin'],
  input: z.strictObject({
    channel: z.string().max(64),
    /** Networks in CIDR form; null lifts the limit. */
    allowFrom: AllowFrom.nullable(),
  }),
  output: z.object({
    channel: z.string(),
    allowFrom: z.array(z.string()).nullable(),
    state: z.enum(['awaiting', 'in-force']),
  }),
  refuses: ['not-found', 'channel-closed', 'channel-not-approved', 'channel-change-waiting'],
  subject: ({ channel }) => channel,
  async handle({ channel, allowFrom }, { table, now, caller }) {
    const found = await channels(table).get(channel);
    if (!found) return refuse('not-found');
    const before = await channelChanges(table).get(channel);
    const flaw = unchangeable(found.value, before?.value, 'sources');
    if (flaw) return refuse(flaw);
    const { allowFrom: known } = found.value;
    // Fewer networks make no call believed that was not: that needs nobody else.
    if (known === undefined || allowFrom?.every((network) => known.includes(network))) {
      table.commit({ put: [putChannel(withSources(found.value, allowFrom), found.version)] });
      return { channel, allowFrom, state: 'in-force' as const };
    }
    const change = {
      ...({ channel, what: 'sources', state: 'requested', allowFrom } as const),
      ...{ requestedAt: now.toISOString(), requestedBy: caller.id },
    };
    table.commit({ put: [putChange(change, before?.version ?? 'absent')] });
    return { channel, allowFrom, state: 'awaiting' as const };
  },
});
