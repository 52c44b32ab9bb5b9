import { channelsTested } from '../../shared/contracts/billing.ts';
import { hospitalRequested, type PaymentProvider } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { channelOf, sealSecret, secretFrom } from './channel.ts';
import { tryChannel } from './channel-trial.ts';
import { type Channel, putChannel } from './channels.ts';

export const openRequestedChannels = reaction(hospitalRequested, {
  summary:
    'A new hospital gets an address and a secret for each payment provider, tried by a callback that posts nothing',
  tenant: 'named',
  emits: [channelsTested],
  needs: ['keys', 'directory'],
  claims: ['callback'],
  async handle({ hospital, paymentProviders }, world) {
    const wanted = new Set<PaymentProvider>(paymentProviders ?? ['sepay']);
    const put: Put[] = [];
    let tried = 0;
    for (const provider of wanted) {
      const channel = await requestedChannel(provider, world);
      const kept = await channelOf(channel.channel, provider, world);
      // An administrator may have given it another secret since, or closed it: that stands.
      if (kept?.closedAt !== undefined) continue;
      await tryChannel(kept ?? channel, world);
      tried++;
      if (kept) continue;
      if (!(await world.directory.claim('callback', channel.channel))) throw new Error('a channel id came twice');
      put.push(putChannel(channel, 'absent'));
    }
    world.table.commit({ put, emit: [emit(channelsTested, hospital, { channels: tried })] });
  },
});

type RequestedChannel = Extract<Channel, { provider: PaymentProvider }>;

/**
 * The same channel however often the hospital is requested: id and secret follow from the hospital's own key.
 * @throws until that key works
 */
async function requestedChannel(provider: PaymentProvider, { keys, now, tenant }: World): Promise<RequestedChannel> {
  const channel = (await keys.digest('payment-channel', `requested:${provider}`)).slice(0, 40);
  const at = now.toISOString();
  const sealed = [await sealSecret(channel, await secretFrom(`requested:${provider}`, keys), keys)];
  const any = { channel, sealed, openedAt: at, secretAt: at, isUnseen: true };
  return provider === 'sepay' ? { ...any, provider, mode: 'hmac' } : { ...any, provider, username: `vietqr-${tenant}` };
}
