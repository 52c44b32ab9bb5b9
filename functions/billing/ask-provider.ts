import { localDay } from '../../shared/kernel/time.ts';
import type { Inquiry } from '../../shared/ports/inquiries.ts';
import type { World } from '../../shared/ports/world.ts';
import { openAskingKey, secretsOf } from './channel.ts';
import type { Channel } from './channels.ts';
import { hospitals } from './hospitals.ts';
import { inquiryPolicy, isAskable } from './inquiry-policy.ts';
import { intents } from './intents.ts';
import { cassoInquiry, readCassoList, readCassoRow } from './providers/casso-inquiry.ts';
import { type Answered, type ReadRow, unknown } from './providers/inquiry.ts';
import { momoInquiry, readMomoAnswer, readMomoRow } from './providers/momo-inquiry.ts';
import { readSepayList, readSepayRow, sepayInquiry } from './providers/sepay-inquiry.ts';
import { readVnpayAnswer, readVnpayRow, vnpayInquiry } from './providers/vnpay-inquiry.ts';
import { readZalopayRow } from './providers/zalopay.ts';
import { readZalopayAnswer, zalopayInquiry } from './providers/zalopay-inquiry.ts';
import { requestedAt } from './request-payment.ts';

interface Prepared {
  readonly inquiry: Inquiry;
  readonly read: (body: string) => Answered;
}
type Outcome = { readonly answered: Answered; readonly status?: number };

/** How a row of this provider's answers is read; it becomes the same notice as its callback. */
export function rowReader({ provider }: Channel): ReadRow | undefined {
  switch (provider) {
    case 'sepay':
      return readSepayRow;
    case 'casso':
      return readCassoRow;
    case 'vnpay':
      return readVnpayRow;
    case 'momo':
      return readMomoRow;
    case 'zalopay':
      return readZalopayRow;
    default:
      return undefined;
  }
}

/** Asks a provider; undefined when there is nothing to ask by now: the channel was closed, the payment came. */
export async function askProvider(
  channel: Channel,
  code: string | undefined,
  world: World,
): Promise<Outcome | undefined> {
  if (!isAskable(channel)) return undefined;
  const prepared = code === undefined ? await listOf(channel, world) : await orderOf(channel, code, world);
  if (!prepared) return undefined;
  const answer = await world.inquiries.ask(prepared.inquiry);
  if (!answer) return { answered: unknown };
  return { answered: answer.status === 200 ? prepared.read(answer.body) : unknown, status: answer.status };
}

async function listOf(channel: Channel, world: World): Promise<Prepared | undefined> {
  const key = await openAskingKey(channel, world.keys);
  const hospital = await hospitals(world.table).get();
  if (key === undefined || !hospital) return undefined;
  const { listBackMinutes } = inquiryPolicy(localDay(world.now));
  const back = world.now.getTime() - listBackMinutes * 60_000;
  // Money from before the hospital came to us was counted elsewhere.
  const since = new Date(Math.max(back, Date.parse(channel.asking?.since ?? world.now.toISOString())));
  if (channel.provider === 'sepay')
    return { inquiry: sepayInquiry(key, hospital.payTo.account, since), read: readSepayList };
  return channel.provider === 'casso' ? { inquiry: cassoInquiry(key, since), read: readCassoList } : undefined;
}

async function orderOf(channel: Channel, code: string, world: World): Promise<Prepared | undefined> {
  const intent = (await intents(world.table).get(code))?.value;
  if (!intent || intent.received > 0) return undefined;
  const madeAt = requestedAt(intent.expiresAt);
  const request = world.newId();
  switch (channel.provider) {
    case 'vnpay': {
      const secrets = await secretsOf(channel, world.keys);
      const order = { merchant: channel.merchant, code, madeAt, request };
      const inquiry = vnpayInquiry(order, secrets[0] ?? '', world.now);
      return { inquiry, read: (body) => readVnpayAnswer(body, code, secrets) };
    }
    case 'momo': {
      const [secret = ''] = await secretsOf(channel, world.keys);
      const order = { merchant: channel.merchant, accessKey: channel.accessKey, code, request };
      return { inquiry: momoInquiry(order, secret), read: (body) => readMomoAnswer(body, order) };
    }
    case 'zalopay': {
      const key = await openAskingKey(channel, world.keys);
      const order = { merchant: channel.merchant, code, madeAt };
      return key === undefined
        ? undefined
        : { inquiry: zalopayInquiry(order, key), read: (body) => readZalopayAnswer(body, order) };
    }
    default:
      return undefined;
  }
}
