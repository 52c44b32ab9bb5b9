import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { readVnpayNotice, verifyVnpay, vnpayReplies } from './providers/vnpay.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const vnpayCallback = route('GET /callbacks/vnpay/{channel}', {
  summary: 'VNPAY reports how an attempt to pay ended',
  who: ['provider'],
  dialect: 'provider',
  tenantFrom: { directory: 'callback', parameter: 'channel' },
  input: CallbackInput,
  output: ProviderReply,
  status: 200,
  refuses: ['not-found'],
  emits: settleEmits,
  needs: ['keys', 'directory'],
  subject: ({ channel }) => channel,
  async handle({ channel, query, rawBody, sourceIp }, world) {
    const found = await channelOf(channel, 'vnpay', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const proof = verifyVnpay(query, secrets);
    const read = () => readVnpayNotice(query, world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return vnpayReplies[outcome];
  },
});
