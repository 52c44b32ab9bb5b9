import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';

let stage: BillingStage;
let channel: string;
const open = async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
};
beforeEach(open);
afterEach(() => stage.close());

const hai = { name: 'Trần <b>Hai</b> & "Con"', taxCode: '0100000000', citizenId: '099190999999' };
type As = 'cashier' | 'admin' | 'doctor';

async function paid(encounter: string) {
  const { bill, code, due } = await stage.billed(encounter);
  await stage.pay(channel, { amount: due, content: code });
  return { bill: String(bill), amount: Number(due) };
}
const ask = (bill: string, buyer: object = hai, as: As = 'cashier') =>
  stage.request('POST /v1/bills/{bill}/invoices', { bill, buyer }, { as });
const read = async (invoice: string) =>
  (await stage.request('GET /v1/invoices/{invoice}', { invoice }, { as: 'admin' })).body;
const listed = async (day: string) =>
  (await stage.request('GET /v1/invoices', { day }, { as: 'cashier' })).body.items as Record<string, unknown>[];
const change = (kind: 'adjustment' | 'replacement', invoice: string, amount: number, as: As = 'cashier') => {
  const line = { text: 'Siêu âm', amount, ...(kind === 'replacement' && { quantity: 1 }) };
  const input = { invoice, lines: [line], reason: 'Ghi sai' };
  return stage.request(`POST /v1/invoices/{invoice}/${kind}`, input, { as });
};
const decide = (id: string, approve = true, as: As = 'admin') =>
  stage.request('POST /v1/invoice-changes/{change}/decision', { change: id, approve }, { as });
/** The night after 24 November, and as many runs as are wanted. */
const night = async (runs = 4, at = '2026-11-24T18:00:00.000Z') => {
  stage.setClock(at);
  for (let run = 0; run < runs; run++) await stage.runSchedule('billing.invoiceDays');
};
const first = '1C26TAA-00000001';

describe('a patient who wants an invoice', () => {
  it('gets one of a paid bill with what the patient paid of each service; who is named is sealed', async () => {
    const { bill, amount } = await paid('e-1');
    expect(await ask(bill)).toMatchObject({ status: 201, body: { bill, total: amount, invoice: first } });
    expect(await read(first)).toMatchObject({ kind: 'patient', buyer: hai, total: 110_000, net: 110_000 });
    expect(JSON.stringify([stage.stored('billing'), stage.events()])).not.toMatch(/Hai<|099190999999/);
  });
  it('gets one only, of a bill that is paid, though ten desks ask at once', async () => {
    const { bill } = await paid('e-1');
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(bill)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await ask(bill)).body).toMatchObject({ code: 'invoice-exists', because: first });
    expect((await ask((await stage.billed('e-2')).bill)).body.code).toBe('invoice-bill-unpaid');
    expect((await ask(bill, hai, 'doctor')).status).toBe(403);
    expect((await ask(bill, { name: 'A\u0007' })).status).toBe(400);
  });
  it('leaves no gap in a series when fifty are asked for at once', async () => {
    const bills: string[] = [];
    for (let n = 0; n < 50; n++) bills.push((await paid(`e-${n}`)).bill);
    let waiting = bills;
    // A desk that is told that all are busy asks again.
    while (waiting.length > 0) {
      const replies = await Promise.all(waiting.map(async (bill) => ({ bill, status: (await ask(bill)).status })));
      waiting = replies.filter(({ status }) => status !== 201).map(({ bill }) => bill);
    }
    const numbers = stage.named('billing.invoice-issued').map(({ subject }) => subject);
    expect(numbers.sort()).toEqual(bills.map((_, n) => `1C26TAA-${String(n + 1).padStart(8, '0')}`));
  }, 60_000);
  it('is in another series, which begins with one, when the hospital says another symbol', async () => {
    await ask((await paid('e-1')).bill);
    const settings = { form: '2', coded: false, letters: 'TBV' };
    await stage.request('PUT /v1/invoice-settings', settings, { as: 'admin' });
    expect((await ask((await paid('e-2')).bill)).body.invoice).toBe('2K26TBV-00000001');
  });
});

describe('the invoice of a day', () => {
  it('gathers after midnight the receipts of all who asked for none, once however often it runs', async () => {
    const silent = [await paid('e-1'), await paid('e-3')];
    await ask((await paid('e-2')).bill);
    const given = await Promise.all(silent.map(async ({ bill }) => (await stage.bill(bill)).receipts[0]));
    await night(6);
    const items = await listed('2026-11-25');
    expect(items).toMatchObject([{ kind: 'day', gathers: '2026-11-24', receipts: 2, total: 220_000 }]);
    expect((await read(String(items[0]?.['invoice']))).gathered).toEqual(given.sort());
  });
  it('is not made before the day is well over', async () => {
    await paid('e-1');
    await night(2, '2026-11-24T17:10:00.000Z');
    expect(stage.named('billing.invoice-issued')).toEqual([]);
  });
  it('equals what the ledger took that day less what was invoiced by request, whatever the day was like', async () => {
    const visit = fc.record({ pays: fc.boolean(), asks: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { maxLength: 6 }), async (day) => {
        await stage.close();
        await open();
        let own = 0;
        for (const [n, { pays, asks }] of day.entries()) {
          const { bill, code, due } = await stage.billed(`e-${n}`);
          await stage.pay(channel, { amount: pays ? due : 10_000 + n, content: code });
          if (pays && asks && (await ask(bill)).status === 201) own += due;
        }
        const taken = (await stage.books()).bank.reduce((sum, { amount }) => sum + amount, 0);
        await night();
        const total = (await listed('2026-11-25')).reduce((sum, one) => sum + Number(one['total']), 0);
        expect(total + own).toBe(taken);
      }),
      { numRuns: 8 },
    );
  }, 60_000);
  it('is not made, and a person is called once, when receipts and ledger differ', async () => {
    await paid('e-1');
    stage.embedded.database.run("DELETE FROM items WHERE pk LIKE 'RECEIPT#%'");
    await night();
    expect(stage.named('billing.invoice-issued')).toEqual([]);
    expect((await stage.books()).work).toEqual(['invoice-differs']);
  });
  it('becomes less when a patient asks afterwards and another person approves: each receipt is invoiced once', async () => {
    const { bill, amount } = await paid('e-1');
    await paid('e-2');
    await night();
    await decide((await ask(bill)).body.change, false);
    const { body } = await ask(bill);
    expect(body).toMatchObject({ state: 'requested', total: amount });
    expect((await decide(body.change)).body.issued).toEqual(['1C26TAA-00000002', '1C26TAA-00000003']);
    expect(await read(first)).toMatchObject({ state: 'adjusted', net: 110_000, total: 220_000 });
    expect(await read('1C26TAA-00000003')).toMatchObject({ adjusts: first, total: -amount });
  });
});

describe('an issued invoice', () => {
  beforeEach(async () => {
    await ask((await paid('e-1')).bill);
  });
  it('is adjusted by a further one that names it, never below nothing, and then not replaced', async () => {
    const id = (await change('adjustment', first, -10_000)).body.change;
    expect((await change('adjustment', first, -1)).body.code).toBe('invoice-change-waiting');
    expect((await decide(id)).body.issued).toEqual(['1C26TAA-00000002']);
    expect((await decide(id)).body.code).toBe('invoice-change-decided');
    expect(await read(first)).toMatchObject({ state: 'adjusted', total: 110_000, net: 100_000 });
    expect((await change('adjustment', '1C26TAA-00000002', 5)).body.code).toBe('invoice-is-adjustment');
    expect((await change('replacement', first, 5)).body.code).toBe('invoice-adjusted');
    expect((await change('adjustment', first, -100_001)).body.code).toBe('more-than-invoiced');
  });
  it('is replaced once; what took its place may be replaced again', async () => {
    await decide((await change('replacement', first, 100_000)).body.change);
    expect(await read(first)).toMatchObject({ state: 'replaced', net: 0, replacedBy: '1C26TAA-00000002' });
    expect((await change('replacement', first, 90_000)).body.code).toBe('invoice-replaced');
    await decide((await change('replacement', '1C26TAA-00000002', 90_000)).body.change);
    expect(await read('1C26TAA-00000003')).toMatchObject({ replaces: '1C26TAA-00000002', buyer: hai });
  });
  it('stays as it is while the one who asked would approve', async () => {
    const id = (await change('adjustment', first, -10_000, 'admin')).body.change;
    expect((await decide(id)).body.code).toBe('needs-another-person');
    expect(await read(first)).toMatchObject({ state: 'issued', net: 110_000 });
  });
  it('lies as a file for the provider, whose answer is kept; a hostile name is text', async () => {
    await stage.settle();
    const path = `invoices/2026-11-24/${first}.xml`;
    expect(stage.named('billing.invoice-handed-over')[0]?.data).toMatchObject({ invoice: first, path });
    const file = await stage.request('GET /v1/invoices/{invoice}/file', { invoice: first }, { as: 'admin' });
    expect(file.text).not.toContain('<b>Hai');
    for (const text of ['&#60;b&#62;Hai', '<TgTTTBSo>110000<']) expect(file.text).toContain(text);
    const answer = (more: object) => {
      const input = { invoice: first, answer: { at: '2026-11-24T01:05:00.000Z', ...more } };
      return stage.request('POST /v1/invoices/{invoice}/registration', input, { as: 'admin' });
    };
    await answer({ outcome: 'refused', reason: 'Sai mã số thuế' });
    expect((await stage.books()).work).toEqual(['invoice-refused']);
    const good = { outcome: 'registered', providerNumber: 'NCC-1' };
    expect((await answer(good)).body.handOver).toMatchObject({ state: 'registered', providerNumber: 'NCC-1' });
    expect((await answer({ ...good, providerNumber: 'NCC-2' })).body.code).toBe('invoice-registered');
  });
});

describe('the invoice to the insurer', () => {
  it('says what the insurer owes for a month that it settled, claimed less cut, once', async () => {
    await stage.close();
    stage = await openBillingStage({ now: '2026-11-28T03:00:00.000Z' });
    const { ask: by } = deskStage(stage);
    const month = '2026-11';
    const issue = () => by('admin-1', 'POST /v1/insurer-invoices', { month });
    stage.cover('person-of-e-1');
    const { bill, fundPays } = await stage.billed('e-1');
    expect((await issue()).body.code).toBe('month-not-over');
    stage.setClock('2026-12-02T01:00:00.000Z');
    for (let run = 0; run < 7; run++) await stage.runSchedule('billing.closeBooks');
    expect((await issue()).body.code).toBe('month-not-claimed');
    await by('admin-1', 'POST /v1/insurer-months/{month}/claim', { month });
    const csv = `bill,claimed,accepted,reason\n${bill},${fundPays},${fundPays - 1_000},LD-07`;
    const path = 'POST /v1/insurer-months/{month}/answers';
    const { digest: apply } = (await by('admin-1', path, { month, csv })).body;
    const { answer } = (await by('admin-1', path, { month, csv, apply })).body;
    await by('admin-2', `${path}/{answer}/decision`, { month, answer, approve: true });
    expect((await issue()).body.code).toBe('month-still-open');
    await stage.pay(await stage.sepay(), { amount: fundPays - 1_000, content: 'BHXH' });
    const item = String((await stage.books()).items[0]?.['id']);
    await by('admin-1', 'POST /v1/work-items/{item}/placement', { item, to: 'insurer', month, note: 'báo có' });
    await by('admin-2', 'POST /v1/work-items/{item}/placement/decision', { item, approve: true, version: 1 });
    await by('admin-1', 'POST /v1/insurer-months/{month}/closing', { month });
    const replies = await Promise.all(Array.from({ length: 10 }, issue));
    expect(replies.filter(({ status }) => status === 201).map(({ body }) => body.total)).toEqual([fundPays - 1_000]);
    expect((await issue()).body.code).toBe('month-invoiced');
    expect(await read(first)).toMatchObject({ kind: 'insurer', month, total: fundPays - 1_000 });
  });
});
