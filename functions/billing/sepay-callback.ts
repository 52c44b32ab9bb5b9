import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, countRefused, keepUnreadable, listensTo, secretsOf } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { readSepayNotice, sepayReplies, verifySepay } from './providers/sepay.ts';
import { settle, settleEmits } from './settle.ts';

export const sepayCallback = route('POST /callbacks/sepay/{channel}', {
  summary: 'SePay reports a movement on the receiving account',
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
    const found = await channelOf(channel, 'sepay', world);
    if (!found) return refuse('not-found');
    const access = { mode: found.mode, secrets: await secretsOf(found, world.keys) };
    if (!listensTo(found, sourceIp) || !verifySepay({ headers, rawBody }, access, world.now).ok) {
      await countRefused(channel, world);
      return sepayReplies.notSepay;
    }
    const read = readSepayNotice(textOf(rawBody), world.now);
    if (!read.ok) {
      await keepUnreadable('sepay', rawBody, world);
      return sepayReplies.unreadable;
    }
    await settle(read.notice, rawBody, world);
    return sepayReplies.done;
  },
});
