import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { readZalopayNotice, verifyZalopay, zalopayReplies } from './providers/zalopay.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const zalopayCallback = route('POST /callbacks/zalopay/{channel}', {
  summary: 'ZaloPay reports a payment',
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
  async handle({ channel, rawBody, sourceIp }, world) {
    const found = await channelOf(channel, 'zalopay', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const text = textOf(rawBody);
    const proof = verifyZalopay(text, secrets);
    const read = () => readZalopayNotice(text, world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return zalopayReplies[outcome];
  },
});
