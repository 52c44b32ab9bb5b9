import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, countRefused, deafTo, secretsOf, tokenSecrets } from './channel.ts';
import { issueToken } from './providers/token.ts';
import { checkBasic, vietQrVnReplies } from './providers/vietqr-vn.ts';

export const vietqrVnToken = route('POST /callbacks/vietqr-vn/{channel}/api/token_generate', {
  summary: 'VietQR.vn fetches the five-minute token with which it reports movements',
  who: ['provider'],
  dialect: 'provider',
  tenantFrom: { directory: 'callback', parameter: 'channel' },
  input: CallbackInput,
  output: ProviderReply,
  status: 200,
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ channel }) => channel,
  async handle({ channel, headers, sourceIp }, world) {
    const found = await channelOf(channel, 'vietqr-vn', world);
    if (!found) return refuse('not-found');
    const clients = (await secretsOf(found, world.keys)).map((password) => ({ username: found.username, password }));
    const checked = checkBasic(headers['authorization'], clients);
    const doubt = checked.ok ? deafTo(found, sourceIp) : checked.reason;
    if (!checked.ok || doubt !== undefined) {
      await countRefused(channel, `${doubt}`, world);
      return vietQrVnReplies.forged;
    }
    const used = clients.findIndex((client) => checkBasic(headers['authorization'], [client]).ok);
    const secrets = (await tokenSecrets(found, world.keys)).slice(used);
    return { status: 200, body: await issueToken(checked.username, { secrets, audience: channel, now: world.now }) };
  },
});
