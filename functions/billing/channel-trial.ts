import type { PaymentProvider } from '../../shared/contracts/tenants.ts';
import type { World } from '../../shared/ports/world.ts';
import { callbackPaths, secretsOf, tokenSecrets } from './channel.ts';
import type { Channel } from './channels.ts';
import { proveAsSepay, readSepayNotice, verifySepay } from './providers/sepay.ts';
import { checkToken, issueToken } from './providers/token.ts';
import { checkBasic, readVietQrVnNotice } from './providers/vietqr-vn.ts';

/**
 * Plays a callback to a channel without posting anything: a notice proven with the channel's own secret, as the
 * provider would prove it, must be believed and readable, and must not be believed with one changed byte.
 * @throws when it is not so, or the hospital's keys do not work yet
 */
export async function tryChannel(
  channel: Extract<Channel, { provider: PaymentProvider }>,
  world: World,
): Promise<void> {
  const passed = channel.provider === 'sepay' ? await trySepay(channel, world) : await tryVietQrVn(channel, world);
  const failed = Object.entries(passed).flatMap(([name, holds]) => (holds ? [] : [name]));
  if (failed.length > 0) throw new Error(`the trial of ${callbackPaths(channel).notify} failed: ${failed.join(', ')}`);
}

/** Another digit or letter in the middle: one byte, still as long and still well formed. */
const otherByte = (text: string): string => {
  const at = Math.floor(text.length / 2);
  return `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`;
};

async function trySepay(channel: Extract<Channel, { provider: 'sepay' }>, world: World) {
  const { keys, now } = world;
  if (channel.mode === 'oauth2') return tryToken(channel, channel.clientId, world);
  const access = { mode: channel.mode, secrets: await secretsOf(channel, keys) };
  const rawBody = JSON.stringify({
    id: 1,
    referenceCode: 'TRIAL',
    accountNumber: '0000000000',
    content: 'TRIAL 1234567',
    transferType: 'in',
    transferAmount: 1,
  });
  const headers = proveAsSepay(rawBody, access, now);
  const believes = (body: string, proof: typeof headers): boolean =>
    verifySepay({ headers: proof, rawBody: body }, access, now).ok;
  const changed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name === 'x-sepay-timestamp' ? value : otherByte(value)]),
  );
  return {
    'a proven notice is believed': believes(rawBody, headers),
    'a proven notice is read': readSepayNotice(rawBody, now).ok,
    'a changed proof is refused': !believes(rawBody, changed),
    // A fixed key says nothing of the body: only a signature can.
    'a changed notice is refused': channel.mode === 'apikey' || !believes(otherByte(rawBody), headers),
  };
}

async function tryVietQrVn(channel: Extract<Channel, { provider: 'vietqr-vn' }>, world: World) {
  const { keys, now } = world;
  const { username } = channel;
  const passwords = await secretsOf(channel, keys);
  const clients = passwords.map((password) => ({ username, password }));
  const basic = (password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const [password = ''] = passwords;
  const rawBody = JSON.stringify({
    transactionid: 'TRIAL',
    referencenumber: 'TRIAL',
    bankaccount: '0000000000',
    amount: 1,
    transType: 'C',
    content: 'TRIAL',
    transactiontime: now.getTime(),
  });
  return {
    'the password is believed': checkBasic(basic(password), clients).ok,
    'a changed password is refused': !checkBasic(basic(otherByte(password)), clients).ok,
    ...(await tryToken(channel, username, world)),
    'a notice is read': readVietQrVnNotice(rawBody).ok,
  };
}

async function tryToken(channel: Channel, client: string, { keys, now }: World) {
  const terms = { secrets: await tokenSecrets(channel, keys), audience: channel.channel, now };
  const { access_token } = await issueToken(client, terms);
  return {
    'the token is believed': (await checkToken(`Bearer ${access_token}`, terms)).ok,
    'a changed token is refused': !(await checkToken(`Bearer ${otherByte(access_token)}`, terms)).ok,
  };
}
