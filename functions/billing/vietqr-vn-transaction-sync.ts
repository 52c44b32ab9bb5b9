import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, tokenSecrets } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { checkToken } from './providers/token.ts';
import { readVietQrVnNotice, vietQrVnReplies } from './providers/vietqr-vn.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

export const vietqrVnTransactionSync = route('POST /callbacks/vietqr-vn/{channel}/bank/api/transaction-sync', {
  summary: 'VietQR.vn reports a movement on the receiving account',
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
    const found = await channelOf(channel, 'vietqr-vn', world);
    if (!found) return refuse('not-found');
    const secrets = await tokenSecrets(found, world.keys);
    const proof = await checkToken(headers['authorization'], { secrets, audience: channel, now: world.now });
    const read = () => readVietQrVnNotice(textOf(rawBody));
    const taken = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return taken.outcome === 'done' ? vietQrVnReplies.done(taken.payment ?? '') : vietQrVnReplies[taken.outcome];
  },
});
