import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { momoReplies, readMomoNotice, verifyMomo } from './providers/momo.ts';
import { textOf } from './providers/notice.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const momoCallback = route('POST /callbacks/momo/{channel}', {
  summary: 'MoMo reports how an attempt to pay ended',
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
    const found = await channelOf(channel, 'momo', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const text = textOf(rawBody);
    const proof = verifyMomo(text, { accessKey: found.accessKey, secrets });
    const read = () => readMomoNotice(text, world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return momoReplies[outcome];
  },
});
