import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderSecret, withSecret } from './channel.ts';
import { channels, putChannel } from './channels.ts';
import { flawOfBankKey } from './providers/signed-bank.ts';

export const rotateChannelSecret = route('PUT /v1/payment-channels/{channel}/secret', {
  summary:
    'An administrator gives a payment channel a new secret, or the new public key of a bank; the one before stays valid until the next change',
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({ channel: z.string().max(64), secret: ProviderSecret }),
  output: z.object({ channel: z.string(), liveSecrets: z.int() }),
  refuses: ['not-found', 'channel-closed', 'bank-key-unusable'],
  subject: ({ channel }) => channel,
  async handle({ channel, secret }, world) {
    const found = await channels(world.table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    const flaw = found.value.provider === 'signed-bank' ? flawOfBankKey(secret) : undefined;
    if (flaw) return refuse('bank-key-unusable', flaw);
    const changed = await withSecret(found.value, { secret, isUnseen: false }, world);
    if (changed !== found.value) world.table.commit({ put: [putChannel(changed, found.version)] });
    return { channel, liveSecrets: changed.sealed.length };
  },
});
