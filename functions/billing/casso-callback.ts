import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { cassoReplies, readCassoNotice, verifyCasso } from './providers/casso.ts';
import { textOf } from './providers/notice.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const cassoCallback = route('POST /callbacks/casso/{channel}', {
  summary: 'Casso reports a movement on the receiving account',
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
  async handle({ channel, headers, rawBody, sourceIp }, world) {
    const found = await channelOf(channel, 'casso', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const text = textOf(rawBody);
    const proof = verifyCasso(headers, text, secrets, world.now);
    const read = () => readCassoNotice(text, world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return cassoReplies[outcome];
  },
});
