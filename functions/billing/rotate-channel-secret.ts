import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { ProviderSecret, sealSecret, secretsOf } from './channel.ts';
import { type ChannelChange, channelChanges, fingerprintOf, putChange, unchangeable } from './channel-change.ts';
import { type Channel, channels } from './channels.ts';
import { flawOfBankKey } from './providers/signed-bank.ts';

export const rotateChannelSecret = route('PUT /v1/payment-channels/{channel}/secret', {
  summary:
    'An administrator gives a payment channel a new secret, or the new public key of a bank; it proves calls when another lets it, and the one before until the next change',
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({ channel: z.string().max(64), secret: ProviderSecret }),
  /** `in-force`: it is the newest secret already, and nothing waits. */
  output: z.object({ channel: z.string(), liveSecrets: z.int(), state: z.enum(['awaiting', 'in-force']) }),
  refuses: ['not-found', 'channel-closed', 'channel-not-approved', 'channel-change-waiting', 'bank-key-unusable'],
  subject: ({ channel }) => channel,
  async handle({ channel, secret }, { table, keys, now, caller }) {
    const found = await channels(table).get(channel);
    if (!found) return refuse('not-found');
    const before = await channelChanges(table).get(channel);
    const flaw = unchangeable(found.value, before?.value, 'secret');
    if (flaw) return refuse(flaw);
    const isKey = found.value.provider === 'signed-bank';
    const weak = isKey ? flawOfBankKey(secret) : undefined;
    if (weak) return refuse('bank-key-unusable', weak);
    const liveSecrets = found.value.sealed.length;
    const [newest] = await secretsOf(found.value, keys);
    if (newest === secret) return { channel, liveSecrets, state: 'in-force' as const };
    // Sent twice, as a PUT may be, it is the request that waits already.
    if (before?.value.requestedBy !== caller.id || (await waitingSecret(found.value, before.value, keys)) !== secret) {
      const change = {
        ...({ channel, what: 'secret', state: 'requested' } as const),
        ...{ requestedAt: now.toISOString(), requestedBy: caller.id },
        sealed: await sealSecret(channel, secret, keys),
        ...(isKey && { fingerprint: fingerprintOf(secret) }),
      };
      table.commit({ put: [putChange(change, before?.version ?? 'absent')] });
    }
    return { channel, liveSecrets, state: 'awaiting' as const };
  },
});

/** The secret that waits for somebody to let it. */
async function waitingSecret(channel: Channel, { state, sealed }: ChannelChange, keys: Keys) {
  if (state !== 'requested' || sealed === undefined) return undefined;
  return (await secretsOf({ ...channel, sealed: [sealed] }, keys))[0];
}
