import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { readSignedBankNotice, signedBankReplies, verifySignedBank } from './providers/signed-bank.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const signedBankCallback = route('POST /callbacks/signed-bank/{channel}', {
  summary: 'A bank under contract reports a movement, signed by its own key',
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
    const found = await channelOf(channel, 'signed-bank', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const proof = verifySignedBank(headers, rawBody, secrets, world.now);
    const read = () => readSignedBankNotice(textOf(rawBody));
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return signedBankReplies[outcome];
  },
});
