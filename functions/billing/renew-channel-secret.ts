import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { isGivenByProvider, sealSecret, secretFrom } from './channel.ts';
import { channelChanges, putChange, unchangeable } from './channel-change.ts';
import { channels } from './channels.ts';

export const renewChannelSecret = route('POST /v1/payment-channels/{channel}/rotation', {
  summary:
    'An administrator has a new secret made for a payment channel; when another lets it, it is in force and shown once, by the handover',
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({
    channel: z.string().max(64),
    /** The newest secret never reached the provider: the new one takes its place, so that the one in use lives on. */
    lost: z.boolean().default(false),
  }),
  output: z.object({ channel: z.string(), liveSecrets: z.int(), state: z.literal('awaiting') }),
  refuses: [
    'not-found',
    'channel-closed',
    'channel-not-approved',
    'channel-change-waiting',
    'secret-given-by-provider',
  ],
  status: 200,
  subject: ({ channel }) => channel,
  async handle({ channel, lost }, { table, keys, now, newId, caller }) {
    const found = await channels(table).get(channel);
    if (!found) return refuse('not-found');
    const before = await channelChanges(table).get(channel);
    const flaw = unchangeable(found.value, before?.value, 'secret');
    if (flaw) return refuse(flaw);
    if (isGivenByProvider(found.value)) return refuse('secret-given-by-provider');
    const change = {
      ...({ channel, what: 'secret', state: 'requested', isUnseen: true, lost } as const),
      ...{ requestedAt: now.toISOString(), requestedBy: caller.id },
      sealed: await sealSecret(channel, await secretFrom(newId(), keys), keys),
    };
    table.commit({ put: [putChange(change, before?.version ?? 'absent')] });
    return { channel, liveSecrets: found.value.sealed.length, state: 'awaiting' as const };
  },
});
