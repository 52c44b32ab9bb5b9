import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import * as jose from 'jose';

export interface CloudPlace {
  readonly port: number;
  readonly api: string;
  readonly secret: string;
  readonly signingKey: jose.CryptoKey;
}

interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the rehearsal states what it expects of a body.
  readonly body: any;
}

const send = (place: CloudPlace, method: string, path: string, headers: Record<string, string>, body: string) =>
  new Promise<Answered>((resolve, reject) => {
    const host = `${place.api}.execute-api.localhost:${place.port}`;
    const all = { host, 'content-type': 'application/json', 'x-origin-secret': place.secret, ...headers };
    const sent = request({ host: '127.0.0.1', port: place.port, path, method, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, body: text ? JSON.parse(text) : undefined });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** Asks until the answer is as wanted, at most a minute: events take their way through stream, bus and queue. */
async function until(ask: () => Promise<Answered>, wanted: (answered: Answered) => boolean): Promise<Answered> {
  for (let look = 0; look < 60; look++) {
    const answered = await ask();
    if (wanted(answered)) return answered;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error('not as wanted within a minute');
}

/** One whole visit at a newly onboarded hospital, through real Lambda functions. @throws when anything differs. */
export async function playVisit(place: CloudPlace): Promise<void> {
  const hospital = 'xuan-loc';
  const ask = async (role: string, method: string, path: string, body: object = {}): Promise<Answered> => {
    const home = role === 'operator' ? 'platform' : hospital;
    const token = await new jose.SignJWT({ hospital: home, roles: [role] })
      .setProtectedHeader({ alg: 'ES256' })
      .setSubject(`${role}-1`)
      .setIssuer('urn:rehearsal')
      .setExpirationTime('10m')
      .sign(place.signingKey);
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomBytes(12).toString('hex') };
    const answered = await send(place, method, path, headers, method === 'GET' ? '' : JSON.stringify(body));
    console.log(`${String(answered.status)} ${method} ${path}`);
    return answered;
  };
  const made = async (role: string, path: string, body: object = {}) => {
    const answered = await ask(role, 'POST', path, body);
    assert.equal(answered.status, 201, JSON.stringify(answered.body));
    return answered.body;
  };
  const payTo = { bin: '970436', account: '0990000000009', name: 'BV XUAN LOC' };
  const asked = {
    code: hospital,
    name: 'Bệnh viện Xuân Lộc',
    facilityCode: '75009',
    template: 'general',
    level: 'basic',
  };
  await made('operator', '/v1/hospitals', { ...asked, payTo });
  const state = () => ask('operator', 'GET', `/v1/hospitals/${hospital}`);
  await until(state, ({ body }) => body.state === 'provisioned');

  const card = `0991901${String(Date.now()).slice(-5)}||Nguyễn Thị Thử|12031990|Nữ|1 Đường Thử|01012022`;
  const { person } = await made('kiosk', '/v1/card-readings', { card });
  await made('kiosk', '/v1/coverages', { person, card: 'DN4750123456789' });
  await made('kiosk', '/v1/clinics/ho-hap/tickets', { person });
  const { ticket } = await made('doctor', '/v1/clinics/ho-hap/calls');
  const { encounter } = await made('doctor', '/v1/encounters', { ticket });
  const diagnosed = () => ask('doctor', 'POST', `/v1/encounters/${encounter}/diagnoses`, { code: 'J18.9', main: true });
  await until(diagnosed, ({ status }) => status === 201);
  await made('doctor', `/v1/encounters/${encounter}/orders`, { items: [{ code: 'CT-NGUC', quantity: 1 }] });
  await made('doctor', `/v1/encounters/${encounter}/closing`);
  const billed = () => ask('cashier', 'POST', `/v1/encounters/${encounter}/bills`);
  const { body: bill } = await until(billed, ({ status }) => status === 201);

  const secret = 'whsec_of_the_rehearsal';
  const { callbacks } = await made('admin', '/v1/payment-channels', { provider: 'sepay', secret });
  const money = { accountNumber: payTo.account, content: bill.code, transferType: 'in', transferAmount: bill.due };
  const notice = JSON.stringify({ ...money, id: 1, referenceCode: 'FT-REHEARSAL-1' });
  for (let call = 0; call < 2; call++) {
    const stamp = String(Math.floor(Date.now() / 1000));
    const proof = createHmac('sha256', secret).update(`${stamp}.${notice}`).digest('hex');
    const headers = { 'x-sepay-timestamp': stamp, 'x-sepay-signature': `sha256=${proof}` };
    assert.deepEqual(await send(place, 'POST', callbacks.notify, headers, notice), {
      status: 200,
      body: { success: true },
    });
  }
  const { body: paid } = await ask('cashier', 'GET', `/v1/bills/${bill.bill}`);
  assert.deepEqual([paid.state, paid.receipts.length], ['paid', 1]);
  assert.equal((await ask('cashier', 'GET', '/v1/ledger/trial-balance')).body.total, 0);
  const checked = () => ask('doctor', 'GET', `/v1/documents/${encounter}-d1/verification`);
  const { body: signed } = await until(checked, ({ status }) => status === 200);
  assert.deepEqual([signed.sha256Matches, signed.signatureValid, signed.namesItself], [true, true, true]);
  assert.ok(signed.lockedUntil, 'the record is locked');
  console.log('one visit: paid once, ledger zero, record signed and locked');
}
