import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { ProviderReply } from '../../shared/kernel/replies.ts';
import { CallbackInput, channelOf, secretsOf } from './channel.ts';
import { readVnpayNotice, verifyVnpay, vnpayReplies } from './providers/vnpay.ts';
import { settleEmits } from './settle.ts';
import { takeNotice } from './take-notice.ts';

/** What a GET says, as bytes: the same for the same query, in whatever order it came. */
function bytesOf(query: Readonly<Record<string, string | undefined>>): Uint8Array {
  const values = new URLSearchParams();
  for (const [name, value = ''] of Object.entries(query)) values.append(name, value);
  values.sort();
  return Buffer.from(values.toString());
}

export const vnpayCallback = route('GET /callbacks/vnpay/{channel}', {
  summary: 'VNPAY reports how an attempt to pay ended',
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
  async handle({ channel, query, sourceIp }, world) {
    const found = await channelOf(channel, 'vnpay', world);
    if (!found) return refuse('not-found');
    const secrets = await secretsOf(found, world.keys);
    const proof = verifyVnpay(query, secrets);
    const read = () => readVnpayNotice(query, world.now);
    // A GET has no body: what it says is its query.
    const rawBody = bytesOf(query);
    const { outcome } = await takeNotice(found, { rawBody, sourceIp, proof, read }, world);
    return vnpayReplies[outcome];
  },
});
