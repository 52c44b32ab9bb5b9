import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ChannelChangeKind, changed, channelChanges, putChange } from './channel-change.ts';
import { channels, putChannel } from './channels.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { ResolutionNote } from './work-item.ts';

export const decideChannelChange = route('POST /v1/payment-channels/{channel}/decision', {
  summary:
    'An administrator, not the one who asked, lets a payment channel be opened or get a new secret, number or network, or does not',
  who: ['admin'],
  input: z.strictObject({
    channel: z.string().max(64),
    approve: z.boolean(),
    version: RequestVersion,
    reason: ResolutionNote.optional(),
  }),
  output: z.object({ channel: z.string(), what: ChannelChangeKind, state: z.enum(['approved', 'declined']) }),
  refuses: ['not-found', 'channel-change-decided', 'channel-closed', 'request-changed', 'needs-another-person'],
  status: 200,
  subject: ({ channel }) => channel,
  async handle({ channel, approve, version, reason }, { table, now, caller }) {
    const found = await channels(table).get(channel);
    const change = await channelChanges(table).get(channel);
    if (!found || !change) return refuse('not-found');
    if (change.value.state !== 'requested') return refuse('channel-change-decided');
    // Asked while it was being closed.
    if (approve && found.value.closedAt !== undefined) return refuse('channel-closed');
    const flaw = unlessSeen(version, change);
    if (flaw) return flaw;
    if (change.value.requestedBy === caller.id) return refuse('needs-another-person');
    const decidedAt = now.toISOString();
    const state = approve ? ('approved' as const) : ('declined' as const);
    const { sealed: _, ...kept } = change.value;
    const decided = { ...kept, state, decidedAt, decidedBy: caller.id, ...(reason !== undefined && { reason }) };
    const { what } = change.value;
    // A channel that was not let be opened is closed for ever, like any other.
    const closed = what === 'opening' ? { ...found.value, closedAt: decidedAt, sealed: [] } : found.value;
    const after = approve ? changed(found.value, change.value, now) : closed;
    table.commit({ put: [putChannel(after, found.version), putChange(decided, change.version)] });
    return { channel, what, state };
  },
});
