import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, countRefused, keepUnreadable, listensTo, tokenSecret } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { checkToken, readVietQrVnNotice, vietQrVnReplies } from './providers/vietqr-vn.ts';
import { settle, settleEmits } from './settle.ts';

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
    const secrets = [await tokenSecret(channel, world.keys)];
    const terms = { secrets, audience: channel, now: world.now };
    if (!listensTo(found, sourceIp) || !(await checkToken(headers['authorization'], terms)).ok) {
      await countRefused(channel, world);
      return vietQrVnReplies.notVietQrVn;
    }
    const read = readVietQrVnNotice(textOf(rawBody));
    if (!read.ok) {
      await keepUnreadable('vietqr-vn', rawBody, world);
      return vietQrVnReplies.unreadable;
    }
    return vietQrVnReplies.done(await settle(read.notice, rawBody, world));
  },
});
