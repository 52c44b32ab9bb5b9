import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type InvoiceStage, openInvoiceStage } from '../../test/invoice-stage.ts';
import { strictXml } from '../../test/strict-xml.ts';
import { Buyer } from './buyer.ts';
import type { Invoice } from './invoice.ts';
import { invoiceXml } from './invoice-xml.ts';

const first = '1C26TAA-00000001';
const hostile = { name: `Lê <b>"Hai"</b> & 'Con' ]]> <!--`, address: '</DChi><x/>', taxCode: '0100000000' };

describe('the file of an invoice', () => {
  const invoice: Invoice = {
    ...{ invoice: first, kind: 'patient', day: LocalDay.parse('2026-11-24'), issuedAt: '2026-11-24T01:00:00.000Z' },
    ...{ by: 'cashier-1', seller: { name: 'BV A & B', facilityCode: '75009' }, total: dong(60_000) },
    lines: [{ text: 'Siêu âm <ổ bụng>', quantity: 1, amount: dong(60_000) }],
  };
  it('is XML that says again what it was told, whatever a buyer is called', () => {
    const texts = strictXml(invoiceXml(invoice, hostile));
    expect(texts.get('NMua/Ten')).toEqual([hostile.name]);
    expect(texts.get('NMua/DChi')).toEqual([hostile.address]);
    expect(texts.get('NBan/Ten')).toEqual(['BV A & B']);
    expect(texts.get('HHDVu/THHDVu')).toEqual(['Siêu âm <ổ bụng>']);
    expect(texts.get('TToan/TgTTTBChu')).toEqual(['Sáu mươi nghìn đồng']);
  });
  it('is XML for any name that is accepted; what XML cannot hold is refused, or left out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (name) => {
        const accepted = Buyer.safeParse({ name });
        const said = strictXml(invoiceXml(invoice, { name })).get('NMua/Ten')?.[0];
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(said).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
        if (accepted.success)
          expect(strictXml(invoiceXml(invoice, accepted.data)).get('NMua/Ten')).toEqual([
            accepted.data.name.replace(/[\uFFFE\uFFFF]/g, ''),
          ]);
      }),
      { numRuns: 300 },
    );
  });
  it('would be caught by these tests, were it not well formed', () => {
    const good = invoiceXml(invoice, hostile);
    const [name = ''] = good.match(/<Ten>L[^<]*/) ?? [];
    for (const bad of [`${name}&`, `${name}<b>`, `${name}\u0007`, `${name}&#7;`, `${name}&nbsp;`, `${name}<!---->`])
      expect(() => strictXml(good.replace(name, bad))).toThrow();
  });
  it('names the invoice that it changes, and says a sum below zero in words', () => {
    const change = { ...invoice, kind: 'adjustment' as const, adjusts: '1K25TBV-00000007', reason: 'Ghi sai' };
    const texts = strictXml(invoiceXml({ ...change, total: dong(-60_000) }, undefined));
    const told = ['TCHDon', 'KHMSHDCLQuan', 'KHHDCLQuan', 'SHDCLQuan', 'GChu'].map((name) =>
      texts.get(`TTHDLQuan/${name}`),
    );
    expect(told).toEqual([['2'], ['1'], ['K25TBV'], ['7'], ['Ghi sai']]);
    expect(texts.get('TToan/TgTTTBSo')).toEqual(['-60000']);
    expect(texts.get('TToan/TgTTTBChu')?.[0]).toMatch(/^Giảm /);
  });
});

describe('handing an invoice over', () => {
  let stage: InvoiceStage;
  let bill: string;
  beforeEach(async () => {
    stage = await openInvoiceStage();
    bill = await stage.paid('e-1');
  });
  afterEach(() => stage.close());
  const answer = (more: object, invoice = first) =>
    stage.desk.ask('admin-1', 'POST /v1/invoices/{invoice}/registration', {
      invoice,
      answer: { at: '2026-11-24T01:05:00.000Z', ...more },
    });
  const registered = { outcome: 'registered', providerNumber: 'NCC-1', authorityCode: 'M1-26-ABC' };
  const refused = { outcome: 'refused', reason: 'Sai mã số thuế' };

  it('lays the file where the provider takes it, once, and tells of it without whom it names', async () => {
    await stage.ask(bill, { buyer: { ...hostile, citizenId: '099190999999', email: 'hai@example.vn' } });
    await stage.settle();
    const { handOver } = await stage.invoice(first);
    expect(handOver).toMatchObject({ state: 'handed-over', path: `invoices/2026-11-24/${first}.xml` });
    const shelf = await stage.embedded.ports(stage.hospital, 'billing');
    const kept = Buffer.from((await shelf.files.get('exports', `invoices/2026-11-24/${first}.xml`)) ?? '').toString();
    const shown = await stage.desk.ask('admin-1', 'GET /v1/invoices/{invoice}/file', { invoice: first });
    expect(shown.text).toBe(kept);
    expect(shown.headers['content-type']).toMatch(/^application\/xml/);
    expect(strictXml(kept).get('NMua/Ten')).toEqual([hostile.name]);
    expect(stage.named('billing.invoice-handed-over')).toHaveLength(1);
    const rows = JSON.stringify([stage.stored('billing'), stage.events(), stage.log]);
    for (const secret of ['Lê <b>', '</DChi>', '0100000000', '099190999999', 'hai@example.vn'])
      expect(rows).not.toContain(secret);
  });
  it('takes an answer only after the file was laid out, keeps it, and never another one behind it', async () => {
    await stage.ask(bill);
    await stage.settle();
    const stands = (from: string, to: string) =>
      stage.embedded.database.run("UPDATE items SET value = replace(value, ?, ?) WHERE sk = 'STANDING'", from, to);
    stands('"handed-over"', '"to-hand-over"');
    expect((await answer(registered)).body.code).toBe('invoice-not-handed-over');
    stands('"to-hand-over"', '"handed-over"');
    expect((await answer(registered, '1C26TAA-00000009')).body.code).toBe('not-found');
    expect((await answer(registered)).body.handOver).toMatchObject({ state: 'registered', authorityCode: 'M1-26-ABC' });
    expect((await answer(registered)).body.handOver).toMatchObject({ providerNumber: 'NCC-1' });
    for (const other of [{ ...registered, providerNumber: 'NCC-2' }, refused])
      expect((await answer(other)).body.code).toBe('invoice-registered');
    expect(stage.named('billing.invoice-answered').map(({ data }) => data)).toEqual([
      { invoice: first, registered: true, providerNumber: 'NCC-1' },
    ]);
  });
  it('calls a person once for a refusal, and no longer when it is registered after all', async () => {
    await stage.ask(bill);
    await stage.settle();
    await answer(refused);
    expect((await answer({ ...refused, reason: 'Thiếu địa chỉ' })).body.handOver.reason).toBe('Thiếu địa chỉ');
    expect((await stage.books()).items).toMatchObject([{ kind: 'invoice-refused', reference: first }]);
    expect((await answer(registered)).body.handOver).toEqual(
      expect.not.objectContaining({ reason: expect.anything(), item: expect.anything() }),
    );
    expect((await stage.books()).work).toEqual([]);
  });
  it('is left to one who was called, though somebody ended the case by hand', async () => {
    await stage.ask(bill);
    await stage.settle();
    await answer(refused);
    const item = String((await stage.books()).items[0]?.['id']);
    const end = { item, outcome: 'no-action-needed', note: 'Đã sửa tại nhà cung cấp' };
    expect((await stage.desk.ask('admin-1', 'POST /v1/work-items/{item}/resolution', end)).status).toBe(201);
    expect((await answer(registered)).body.handOver.state).toBe('registered');
  });
});

describe('changes of an invoice', () => {
  let stage: InvoiceStage;
  beforeEach(async () => {
    stage = await openInvoiceStage();
    await stage.ask(await stage.paid('e-1'));
  });
  afterEach(() => stage.close());
  it('wait on a list until another person decides, and then wait no longer', async () => {
    const { change } = (await stage.change('adjustment', first, -10_000)).body;
    const waiting = async () => (await stage.desk.ask('cashier-2', 'GET /v1/invoice-changes')).body.items;
    expect(await waiting()).toMatchObject([{ change, kind: 'adjustment', total: -10_000, requestedBy: 'cashier-1' }]);
    expect((await stage.decideChange(change, false)).body.state).toBe('rejected');
    expect(await waiting()).toEqual([]);
    expect((await stage.change('replacement', first, 100_000)).status).toBe(201);
  });
  it('are issued once, though two administrators decide at once', async () => {
    const { change } = (await stage.change('adjustment', first, -10_000)).body;
    const people = ['admin-1', 'admin-2', 'admin-3', 'admin-4'];
    const replies = await Promise.all(people.map((person) => stage.decideChange(change, true, person)));
    expect(replies.map(({ body }) => body.code ?? body.state).sort()).toEqual([
      'approved',
      ...people.slice(1).map(() => 'invoice-change-decided'),
    ]);
    expect((await stage.all()).map(({ net }) => net)).toEqual([100_000, -10_000]);
  });
  it('are asked for once at a time, though ten ask at once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => stage.change('replacement', first, 90_000)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await stage.desk.ask('cashier-1', 'GET /v1/invoice-changes')).body.items).toHaveLength(1);
  });
  it('are no business of a doctor, and the settings none of a cashier', async () => {
    const as = (role: 'doctor' | 'cashier', route: string, input: object) =>
      stage.request(route, { ...input }, { as: role });
    expect((await as('doctor', 'GET /v1/invoices', { day: '2026-11-24' })).status).toBe(403);
    expect((await as('doctor', 'GET /v1/invoices/{invoice}', { invoice: first })).status).toBe(403);
    expect((await as('cashier', 'GET /v1/invoices/{invoice}/file', { invoice: first })).status).toBe(403);
    expect((await as('cashier', 'POST /v1/insurer-invoices', { month: '2026-10' })).status).toBe(403);
    const settings = { form: '2', coded: false, letters: 'TBV', taxCode: '0100000000', name: 'Bệnh viện Thử' };
    expect((await as('cashier', 'PUT /v1/invoice-settings', settings)).status).toBe(403);
    await stage.request('PUT /v1/invoice-settings', settings, { as: 'admin' });
    expect((await as('cashier', 'GET /v1/invoice-settings', {})).body).toEqual(settings);
    const { invoice } = (await stage.ask(await stage.paid('e-2'))).body;
    expect(await stage.invoice(invoice)).toMatchObject({ seller: { name: 'Bệnh viện Thử', taxCode: '0100000000' } });
  });
});
