import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Contract } from './bank.ts';
import type { Line } from './line.ts';
import type { Place } from './plan.ts';

const Hospital = z.object({
  hospital: z.string(),
  name: z.object({ vi: z.string() }),
  template: z.enum(['general', 'children', 'district']),
  level: z.enum(['specialised', 'basic', 'initial']),
  payTo: z.object({ bin: z.string(), account: z.string() }),
});
const Clinics = z.object({ items: z.array(z.object({ clinic: z.string() })) });
const Prices = z.object({ items: z.array(z.object({ code: z.string() })) });
const Channel = z.object({
  channel: z.string(),
  callbacks: z.object({ notify: z.string(), token: z.string().optional() }),
});

export interface FoundPlace extends Place {
  readonly name: string;
  readonly payTo: { readonly bin: string; readonly account: string };
}

/** What a patient or doctor of this hospital finds there. */
export async function findPlace(line: Line, hospital: string): Promise<FoundPlace> {
  const asked = await line.ask('operator', undefined, 'GET /v1/hospitals/{hospital}', { hospital });
  const { name, template, level, payTo } = Hospital.parse(asked.body);
  const clinics = Clinics.parse((await line.ask('kiosk', hospital, 'GET /v1/clinics')).body).items;
  const prices = Prices.parse((await line.ask('doctor', hospital, 'GET /v1/prices')).body).items;
  return {
    hospital,
    name: name.vi,
    template,
    level,
    payTo,
    clinics: clinics.map(({ clinic }) => clinic),
    priced: new Set(prices.map(({ code }) => code)),
  };
}

const Channels = z.object({
  items: z.array(z.object({ channel: z.string(), change: z.object({ version: z.int() }).optional() })),
});

/** A second administrator lets what the first asked about a channel. */
async function letChannel(line: Line, hospital: string, channel: string): Promise<void> {
  const second = { number: 2 };
  const listed = await line.ask('admin', hospital, 'GET /v1/payment-channels', { limit: 50 }, second);
  const { change } = Channels.parse(listed.body).items.find((one) => one.channel === channel) ?? {};
  if (!change) throw new Error(`nothing of channel ${channel} waits for anybody`);
  const decision = { channel, version: change.version, approve: true };
  await line.ask('admin', hospital, 'POST /v1/payment-channels/{channel}/decision', decision, second);
}

/**
 * One administrator opens a channel for this provider and another lets them; the bank is told where to call and with
 * which secret.
 */
export async function openChannel(line: Line, hospital: string, provider: Contract['provider']): Promise<Contract> {
  const secret = `demo-${randomBytes(18).toString('base64url')}`;
  const username = `bank-of-${hospital}`;
  const route = 'POST /v1/payment-channels';
  const asked = provider === 'sepay' ? { provider, secret } : { provider, username, password: secret };
  const { channel, callbacks } = Channel.parse((await line.ask('admin', hospital, route, asked)).body);
  await letChannel(line, hospital, channel);
  const { notify, token } = callbacks;
  if (provider === 'sepay') return { provider, notify, secret };
  if (token === undefined) throw new Error('VietQR.vn needs an address for tokens');
  return { provider, notify, token, username, password: secret };
}
