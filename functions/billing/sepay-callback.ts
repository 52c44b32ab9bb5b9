import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf, tokenSecrets } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { readSepayNotice, sepayReplies, verifySepay } from './providers/sepay.ts';
import { checkToken } from './providers/token.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

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
    const proof =
      found.mode === 'oauth2'
        ? await checkToken(headers['authorization'], {
            secrets: await tokenSecrets(found, world.keys),
            audience: channel,
            now: world.now,
          })
        : verifySepay(
            { headers, rawBody },
            { mode: found.mode, secrets: await secretsOf(found, world.keys) },
            world.now,
          );
    const read = () => readSepayNotice(textOf(rawBody), world.now);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return sepayReplies[outcome];
  },
});
