// A bank under contract comes in: its key, its address, its first notice. Against a running server:
//
//   node examples/new-bank.mjs                 at Long Khanh, on http://127.0.0.1:8080
//   BASE_URL=http://127.0.0.1:9000 HOSPITAL=thong-nhat node examples/new-bank.mjs
//
// Needs Node 20 or later and nothing else. Ends with 0 only if everything it checks is so.
import { deepStrictEqual as same } from 'node:assert';
import { createHash, createSign, generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';

const base = process.env.BASE_URL ?? 'http://127.0.0.1:8080';
const hospital = process.env.HOSPITAL ?? 'long-khanh';
const show = (what, text) => console.log(`      ${what}: ${text}`);
const digits = (count) => Array.from({ length: count }, () => randomInt(10)).join('');

/** Somebody of the hospital asks; what travels by event may be a moment late, and the API says to try again. */
async function ask(persona, method, path, body = {}, number = 1) {
  const json = { 'content-type': 'application/json' };
  const signIn = { method: 'POST', headers: json, body: JSON.stringify({ persona, hospital, number }) };
  const { token } = await (await fetch(`${base}/local/token`, signIn)).json();
  for (let turn = 0; ; turn++) {
    const headers = { ...json, authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
    const sent = method === 'GET' ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(base + path, { method, headers, ...sent });
    const answer = await reply.json();
    if (reply.ok) return answer;
    const isEarly = ['charges-pending', 'hospital-unready', 'busy'].includes(answer.code);
    if (!isEarly || turn === 50) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

console.log(
  '\n 1. Ngân hàng tạo cặp khoá và đưa khoá công khai\n    The bank makes a pair of keys and hands over the public one',
);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
const handedOver = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
show('khoá công khai / public key', `${handedOver.slice(0, 40)}…`);

console.log('\n 2. Quản trị mở kênh, người thứ hai duyệt\n    An administrator opens its address, another lets them');
const asked = { provider: 'signed-bank', publicKey: handedOver };
const { channel, callbacks } = await ask('admin', 'POST', '/v1/payment-channels', asked);
show('địa chỉ / address', callbacks.notify);
const opened = (await ask('admin', 'GET', '/v1/payment-channels?limit=50', {}, 2)).items;
const { change } = opened.find((one) => one.channel === channel);
same(change.fingerprint, createHash('sha256').update(Buffer.from(handedOver, 'base64')).digest('hex'));
show('dấu khoá / fingerprint of the key', `${change.fingerprint.slice(0, 40)}…`);
const decision = { version: change.version, approve: true };
same((await ask('admin', 'POST', `/v1/payment-channels/${channel}/decision`, decision, 2)).state, 'approved');

console.log('\n 3. Một người bệnh nợ viện phí\n    A patient owes a bill');
const card = `099190${digits(6)}||Trần Thị Thử Nghiệm|15041990|Nữ|Ấp 1, Xã Thử, Đồng Nai|01072024`;
const { person } = await ask('kiosk', 'POST', '/v1/card-readings', { card });
const [{ clinic }] = (await ask('kiosk', 'GET', '/v1/clinics')).items;
const { ticket } = await ask('kiosk', 'POST', `/v1/clinics/${clinic}/tickets`, { person });
for (let called; called !== ticket; ) called = (await ask('doctor', 'POST', `/v1/clinics/${clinic}/calls`)).ticket;
const { encounter } = await ask('doctor', 'POST', '/v1/encounters', { ticket });
await ask('doctor', 'POST', `/v1/encounters/${encounter}/diagnoses`, { code: 'J20.9', main: true });
await ask('doctor', 'POST', `/v1/encounters/${encounter}/closing`);
const { bill, due, code, payload } = await ask('cashier', 'POST', `/v1/encounters/${encounter}/bills`);
// What the patient scans says which account the money goes to; the till can read it too.
const read = await ask('cashier', 'POST', '/v1/qr-readings', { payload });
same([read.paysUs, read.ours.bill, read.amount], [true, bill, due]);
show('mã / code', `${code}, ${due} đ, ${read.bank} ${read.account}`);
const { payTo } = await ask('operator', 'GET', `/v1/hospitals/${hospital}`);

console.log('\n 4. Ngân hàng báo có\n    The bank reports the money');
const notice = JSON.stringify({
  reference: `BANK${digits(12)}`,
  account: payTo.account,
  amount: due,
  direction: 'in',
  content: `${code} chuyen tien`,
  at: new Date().toISOString(),
});
/** `X-Signature` signs the stamp in milliseconds, a point and the bytes of the body. */
async function report(body, key) {
  const stamp = String(Date.now());
  const signature = createSign('sha256').update(`${stamp}.${body}`).sign(key, 'base64');
  const headers = { 'content-type': 'application/json', 'x-timestamp': stamp, 'x-signature': signature };
  const reply = await fetch(base + callbacks.notify, { method: 'POST', headers, body });
  return [reply.status, await reply.json()];
}
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
same(await report(notice, stranger), [401, { accepted: false, reason: 'signature not accepted' }]);
show('khoá lạ / a stranger', 'refused: 401');
same((await ask('cashier', 'GET', `/v1/bills/${bill}`)).state, 'open');
for (const turn of [1, 2]) {
  same(await report(notice, privateKey), [200, { accepted: true }]);
  show(`lần ${turn} / call ${turn}`, '{"accepted":true}');
}
const paid = await ask('cashier', 'GET', `/v1/bills/${bill}`);
same([paid.state, paid.paid, paid.payments.length, paid.receipts.length], ['paid', due, 1, 1]);
show('biên lai / receipt', `${paid.receipts[0]}, ${due} đ, một lần / once`);

console.log('\n 5. Kênh và sổ\n    What the administrator sees of it');
const { items } = await ask('admin', 'GET', '/v1/payment-channels?limit=50');
same(items.find((one) => one.channel === channel).refusedToday, 1);
show('bị từ chối hôm nay / refused today', 1);
const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
same((await ask('cashier', 'GET', `/v1/ledger/trial-balance?day=${day}`)).total, 0);
show('cân đối / balance', 0);
console.log('\nHết / Done');
