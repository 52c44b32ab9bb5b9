import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { payosReplies, readPayosNotice, verifyPayos } from './providers/payos.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const payosCallback = route('POST /callbacks/payos/{channel}', {
  summary: 'payOS reports a payment on the receiving account, or tries the address',
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
    const found = await channelOf(channel, 'payos', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const text = textOf(rawBody);
    const proof = verifyPayos(text, secrets);
    const read = () => readPayosNotice(text, world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return payosReplies[outcome];
  },
});
