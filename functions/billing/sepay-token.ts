import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, countRefused, deafTo, secretsOf, tokenSecrets } from './channel.ts';
import { textOf } from './providers/notice.ts';
import { checkSepayClient, sepayReplies, sepayTokenReply, sepayTokenSeconds } from './providers/sepay.ts';
import { issueToken } from './providers/token.ts';

export const sepayToken = route('POST /callbacks/sepay/{channel}/token', {
  summary: 'SePay fetches the token of an hour with which it reports movements, where the channel was opened so',
  who: ['provider'],
  dialect: 'provider',
  tenantFrom: { directory: 'callback', parameter: 'channel' },
  input: CallbackInput,
  output: ProviderReply,
  status: 200,
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ channel }) => channel,
  async handle({ channel, rawBody, sourceIp }, world) {
    const found = await channelOf(channel, 'sepay', world);
    if (found?.mode !== 'oauth2') return refuse('not-found');
    const live = await secretsOf(found, world.keys);
    const checked = checkSepayClient(textOf(rawBody), found.clientId, live);
    const doubt = checked.ok ? deafTo(found, sourceIp) : checked.reason;
    if (doubt !== undefined) {
      await countRefused(channel, doubt, world);
      return sepayReplies.forged;
    }
    const terms = { audience: channel, now: world.now, seconds: sepayTokenSeconds };
    const used = live.findIndex((secret) => checkSepayClient(textOf(rawBody), found.clientId, [secret]).ok);
    const secrets = (await tokenSecrets(found, world.keys)).slice(used);
    const { access_token, expires_in } = await issueToken(found.clientId, { ...terms, secrets });
    return sepayTokenReply(access_token, expires_in);
  },
});
