import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cassoReplies, readCassoNotice, verifyCasso } from '../../functions/billing/providers/casso.ts';
import { momoReplies, readMomoNotice, verifyMomo } from '../../functions/billing/providers/momo.ts';
import type { ReadGateway, ReadNotice } from '../../functions/billing/providers/notice.ts';
import { payosReplies, readPayosNotice, verifyPayos } from '../../functions/billing/providers/payos.ts';
import {
  readSepayNotice,
  type SepayAccess,
  sepayReplies,
  verifySepay,
} from '../../functions/billing/providers/sepay.ts';
import { signSepayCheckout } from '../../functions/billing/providers/sepay-checkout.ts';
import { issueToken } from '../../functions/billing/providers/token.ts';
import { checkBasic, refundChecksum } from '../../functions/billing/providers/vietqr-vn.ts';
import { readVnpayNotice, verifyVnpay, vnpayReplies } from '../../functions/billing/providers/vnpay.ts';
import { readZalopayNotice, verifyZalopay, zalopayReplies } from '../../functions/billing/providers/zalopay.ts';
import { decodeVietQr, encodeVietQr, type VietQrInput } from '../../functions/billing/vietqr.ts';
import { parseCitizenCardQr } from '../../functions/identity/citizen-card.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import {
  type Callback,
  CallbackSuite,
  CitizenCardSuite,
  directory,
  readSuite,
  suiteFiles,
  VietQrSuite,
} from './suites.ts';

/** Suites whose subject is not built yet. One that is neither here nor run below is a surprise, and fails. */
const pending = [
  'fhir/manifest.json',
  'surveillance/campylobacter-germany-weekly.json',
  'surveillance/hepatitis-a-germany-weekly.json',
  'surveillance/hus-o104-germany-daily.json',
  'surveillance/lung-deaths-uk-monthly.json',
  'surveillance/rotavirus-brandenburg-monthly.json',
  'surveillance/salmonella-agona-uk-weekly.json',
];

/** Runs the vectors of a file when the directory holds it; the report names it when it does not. */
function suite<V extends { id: string; note?: string | undefined }>(
  file: string,
  found: { vectors: V[] } | undefined,
  check: (vector: V) => void | Promise<void>,
): void {
  describe(`the vectors of ${file}`, () => {
    if (!found) it.skip(`are skipped: ${directory} holds no ${file}`, () => {});
    for (const vector of found?.vectors ?? []) {
      it(vector.note ? `${vector.id}: ${vector.note}` : vector.id, () => check(vector));
    }
  });
}

type Outcome = { ok: boolean; reason?: string };
type Expected = { ok: boolean; reason?: string; acceptable_reasons?: string[] | undefined };
/** A refusal must be one; its reason must be one that the vector takes for right. */
function expectRefusal(outcome: Outcome, expected: Expected): void {
  expect(outcome.ok).toBe(false);
  expect(expected.acceptable_reasons ?? [expected.reason]).toContain(outcome.reason);
}

suite('vietqr.json', readSuite('vietqr.json', VietQrSuite), (vector) => {
  if (vector.kind === 'encode') {
    const outcome = encodeVietQr(vector.input as VietQrInput);
    if (vector.expect.ok) expect(outcome).toEqual({ ok: true, payload: vector.expect.payload });
    else expectRefusal(outcome, vector.expect);
    return;
  }
  const outcome = decodeVietQr(vector.payload);
  if (!vector.expect.ok) return expectRefusal(outcome, vector.expect);
  const { fields } = vector.expect;
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason}`);
  const { otherAccounts, ...read } = outcome.fields;
  // What of other networks is kept beside the receiver has no name in the format of the suite.
  expect('otherAccounts' in fields ? { ...read, otherAccounts } : read).toEqual(fields);
});

const cards = readSuite('citizen-card.json', CitizenCardSuite);
suite('citizen-card.json', cards, ({ text, expect: expected }) => {
  const outcome = parseCitizenCardQr(text, LocalDay.parse(cards?.today));
  if (expected.ok) expect(outcome).toEqual({ ok: true, card: expected.card });
  else expectRefusal(outcome, expected);
});

const bodyOf = ({ request }: Callback): string => request?.rawBody ?? JSON.stringify(request?.body ?? '');

/** The reply to a call that was not believed, where a vector states one: by its status, its body or both. */
function expectForged(
  vector: Callback,
  { forged }: { forged: { readonly status: number; readonly body: unknown } },
): void {
  expect({ ...forged, ...Object(forged.body) }).toMatchObject(Object(vector.expect.reply ?? {}));
}

function sepay(vector: Callback): void {
  const { secret, request, expect: expected } = vector;
  const headers = request?.headers ?? {};
  const rawBody = bodyOf(vector);
  // Without a clock of its own a vector is read at the time in its header.
  const stamp = Number(Object.entries(headers).find(([name]) => /^x-sepay-timestamp$/i.test(name))?.[1] ?? 0);
  const at = new Date((vector.now ?? stamp) * 1000);
  const secrets = Object.values(secret);
  const mode = Object.keys(secret).some((name) => /api_?key/i.test(name)) ? 'apikey' : 'hmac';
  const access: SepayAccess = { mode, secrets };
  const verified = verifySepay({ headers, rawBody }, access, at).ok;
  expect(verified).toBe(expected.verified);
  if (!verified) {
    expectForged(vector, sepayReplies);
    return;
  }
  const read = readSepayNotice(rawBody, at);
  if (!read.ok) throw new Error(`unreadable: ${read.field}`);
  const { amount, direction, code, bankRef, provider, providerId } = read.notice;
  const known = {
    amountVnd: amount,
    direction,
    orderRef: code,
    bankRef,
    // By what SePay itself says that it repeats; the house tells a repeat by the bank's reference.
    dedupeKey: `${provider}:${providerId}`,
    reply: sepayReplies.done,
  };
  expect({ verified, ...known }).toMatchObject(expected);
}

async function vietQrVnToken({ secret, request, expect: expected }: Callback): Promise<void> {
  const client = z.object({ username: z.string(), password: z.string() }).parse(secret);
  const caller = checkBasic(request?.headers?.['authorization'], [client]);
  expect(caller.ok).toBe(expected.verified);
  if (!caller.ok) return;
  const reply = await issueToken(caller.username, { secrets: ['x'.repeat(64)], audience: 'a', now: new Date(0) });
  expect(reply).toMatchObject(z.record(z.string(), z.unknown()).parse(expected.reply ?? {}));
}

function vietQrVnRefund({ secret, input = {}, expect: expected }: Callback): void {
  const request = {
    referenceNumber: String(input['referenceNumber']),
    amount: dong(Number(input['amount'])),
    bankAccount: String(input['bankAccount']),
  };
  expect(refundChecksum(secret['secretKey'] ?? '', request)).toBe(expected.checkSum);
}

/** What a vector states of a verified call, by what the provider's module read from it. */
function expectNotice(
  vector: Callback,
  read: ReadNotice | ReadGateway,
  replies: { done: unknown },
  name: string,
): void {
  if (!read.ok) throw new Error(`unreadable: ${read.field}`);
  const { amount, direction, code, bankRef, providerId } = read.notice;
  expect({
    verified: true,
    amountVnd: amount,
    direction,
    orderRef: code,
    bankRef,
    paid: 'paid' in read ? read.paid : true,
    dedupeKey: `${name}:${providerId}`,
    reply: { ...Object(replies.done), ...Object(Object(replies.done).body) },
  }).toMatchObject(vector.expect);
}

function casso(vector: Callback): void {
  const { secret, request, expect: expected } = vector;
  const headers = request?.headers ?? {};
  // Without a clock of its own a vector is read at the time in its header.
  const stamp = Number(/t=(\d+)/.exec(Object.values(headers).join(' '))?.[1] ?? 0);
  const at = vector.now === undefined ? new Date(stamp) : new Date(vector.now * 1000);
  const verified = verifyCasso(headers, bodyOf(vector), Object.values(secret), at).ok;
  expect(verified).toBe(expected.verified);
  if (verified) expectNotice(vector, readCassoNotice(bodyOf(vector), at), cassoReplies, 'casso');
  else expectForged(vector, cassoReplies);
}

function payos(vector: Callback): void {
  const verified = verifyPayos(bodyOf(vector), Object.values(vector.secret)).ok;
  expect(verified).toBe(vector.expect.verified);
  if (!verified) {
    expectForged(vector, payosReplies);
    return;
  }
  const read = readPayosNotice(bodyOf(vector), new Date(0));
  // The sample of the documentation is what payOS sends to try an address.
  if ('probe' in read) expect(vector.expect).toMatchObject({ amountVnd: 3000, orderRef: '123' });
  else expectNotice(vector, read, payosReplies, 'payos');
}

function vnpay(vector: Callback): void {
  const query = Object.fromEntries(
    Object.entries(vector.request?.query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const verified = verifyVnpay(query, Object.values(vector.secret)).ok;
  expect(verified).toBe(vector.expect.verified);
  if (verified) expectNotice(vector, readVnpayNotice(query, new Date(0)), vnpayReplies, 'vnpay');
  else expectForged(vector, vnpayReplies);
}

function momo(vector: Callback): void {
  const { accessKey = '', ...secrets } = vector.secret;
  const verified = verifyMomo(bodyOf(vector), { accessKey, secrets: Object.values(secrets) }).ok;
  expect(verified).toBe(vector.expect.verified);
  if (verified) expectNotice(vector, readMomoNotice(bodyOf(vector), new Date(0)), momoReplies, 'momo');
  else expectForged(vector, momoReplies);
}

function zalopay(vector: Callback): void {
  const verified = verifyZalopay(bodyOf(vector), Object.values(vector.secret)).ok;
  expect(verified).toBe(vector.expect.verified);
  if (verified) expectNotice(vector, readZalopayNotice(bodyOf(vector), new Date(0)), zalopayReplies, 'zalopay');
  else expectForged(vector, zalopayReplies);
}

function sepayCheckout({ secret, input = {}, expect: expected }: Callback): void {
  const merchant = { id: secret['merchantId'] ?? '', secret: secret['secretKey'] ?? '' };
  expect(signSepayCheckout(Object.entries(input), merchant)).toMatchObject(expected);
}

const built: Record<string, (vector: Callback) => void | Promise<void>> = {
  sepay,
  'casso-v2': casso,
  payos,
  'vnpay-ipn': vnpay,
  'momo-ipn': momo,
  'zalopay-callback': zalopay,
  'sepay-pg-checkout': sepayCheckout,
  'vietqr.vn-token': vietQrVnToken,
  'vietqr.vn-refund-checksum': vietQrVnRefund,
};
const callbacks = readSuite('bank-callbacks.json', CallbackSuite);
const ofBuilt = callbacks && { vectors: callbacks.vectors.filter(({ provider }) => provider in built) };
suite('bank-callbacks.json', ofBuilt, (vector) => built[vector.provider]?.(vector));

describe('the suites in the directory', () => {
  it('are run here, or are known to wait for their subject', () => {
    const counts = new Map<string, number>();
    for (const { provider } of callbacks?.vectors ?? []) {
      if (!(provider in built)) counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    for (const file of suiteFiles()) {
      if (['vietqr.json', 'citizen-card.json', 'bank-callbacks.json'].includes(file)) continue;
      const held = readSuite(
        file,
        z.looseObject({ cases: z.array(z.unknown()).optional(), vectors: z.array(z.unknown()).optional() }),
      );
      counts.set(file, held?.cases?.length ?? held?.vectors?.length ?? 1);
    }
    console.info(`pending in ${directory}:`, Object.fromEntries(counts));
    expect([...counts.keys()].sort()).toEqual(pending.filter((name) => counts.has(name)).sort());
  });
});
