import { afterEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import list from './banks.json' with { type: 'json' };
import { bankOf, banksDate } from './banks.ts';
import { encodeVietQr, type VietQrInput } from './vietqr.ts';

const written = (input: VietQrInput): string => {
  const encoded = encodeVietQr(input);
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.payload;
};
const aCode = (more: Partial<VietQrInput> = {}): string =>
  written({ bankBin: '970436', account: '0121000456789', service: 'QRIBFTTA', ...more });

describe('the list of banks', () => {
  it('has a day, its sources, and a six-digit number with a name for every bank', () => {
    expect(banksDate).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(list.sources.length).toBeGreaterThan(0);
    const entries = Object.entries(list.banks);
    expect(entries.length).toBeGreaterThanOrEqual(66);
    for (const [bin, { shortName, name, vietqr }] of entries) {
      expect(bin).toMatch(/^\d{6}$/);
      expect(shortName.length * name.length, bin).toBeGreaterThan(0);
      expect(['transfer', 'receive', 'unknown'], bin).toContain(vietqr);
    }
  });
  it('names the bank of a number, and nobody for one that it does not know', () => {
    expect(bankOf('970436')?.shortName).toBe('Vietcombank');
    expect(bankOf('970418')?.name).toContain('Đầu tư và Phát triển');
    for (const bin of ['000000', '97043', 'constructor', '']) expect(bankOf(bin)).toBeUndefined();
  });
});

describe('a code shown at the till', () => {
  let stage: BillingStage;
  afterEach(() => stage.close());
  const show = async (payload: string, as: 'cashier' | 'reception' = 'cashier') =>
    (await stage.request('POST /v1/qr-readings', { payload }, { as })).body;

  it.each<[string, string, VietQrInput]>([
    ['an account at a bank', 'bank-account', { bankBin: '970436', account: '0071000888888', service: 'QRIBFTTA' }],
    ['a card', 'bank-card', { bankBin: '970403', account: '9704031101234567', service: 'QRIBFTTC' }],
    ['cash at a machine', 'cash', { bankBin: '970403', account: 'ATM0001', service: 'QRCASH' }],
    ['a merchant at VNPAY', 'vnpay', { provider: 'VNPAY', merchantId: '0102154778', merchantName: 'TU GIA' }],
    ['MoMo', 'momo', { bankBin: '971025', account: 'PSP123456789000000', service: 'QRIBFTTA' }],
    [
      'an old code of MoMo, with its own field 80',
      'momo',
      { bankBin: '970454', account: '99MM24011M34875080', service: 'QRIBFTTA', unreserved: { '80': '046' } },
    ],
    ['ZaloPay', 'zalopay', { bankBin: '970454', account: '99ZP24009M07248267', service: 'QRIBFTTA' }],
  ])('is named by where its money goes: %s', async (_what, kind, input) => {
    stage = await openBillingStage();
    expect(await show(written(input))).toMatchObject({
      readable: true,
      kind,
      use: 'static',
      paysUs: false,
      warnings: [{ warning: 'not-our-account' }],
    });
  });

  it('tells the bank, the end of the account, the amount and the text; static and dynamic codes are told apart', async () => {
    stage = await openBillingStage();
    expect(await show(aCode({ amount: '50000.', additional: { purpose: 'Kham benh' } }))).toMatchObject({
      use: 'dynamic',
      bin: '970436',
      bank: 'Vietcombank',
      account: '•••••••••6789',
      amount: 50_000,
      purpose: 'Kham benh',
      paysUs: true,
    });
    const fixed = await show(aCode());
    expect(fixed).toMatchObject({ use: 'static', paysUs: true });
    expect(fixed).not.toHaveProperty('amount');
    expect(fixed).not.toHaveProperty('ours');
  });

  it('of this hospital leads to its bill and what is due; after that there is nothing to pay', async () => {
    stage = await openBillingStage();
    const { bill, payload, code, due } = await stage.billed('e-1');
    expect(await show(payload, 'reception')).toMatchObject({
      paysUs: true,
      amount: due,
      ours: { code, bill, state: 'open', due },
      warnings: [],
    });
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 20_000, content: code });
    expect(await show(payload)).toMatchObject({
      ours: { state: 'part_paid', due: due - 20_000 },
      warnings: [{ warning: 'amount-differs' }],
    });
    await stage.pay(channel, { amount: due - 20_000, content: code });
    expect(await show(payload)).toMatchObject({
      ours: { state: 'paid', due: 0 },
      warnings: [{ warning: 'nothing-due' }],
    });
  });

  it('whose time has ended says so, and is still taken', async () => {
    stage = await openBillingStage();
    const { payload } = await stage.billed('e-1');
    stage.setClock({ minutes: 25 * 60 });
    expect(await show(payload)).toMatchObject({ warnings: [{ warning: 'expired' }] });
  });

  it('with our payment code and another receiver is called out: somebody pasted an account over it', async () => {
    stage = await openBillingStage();
    const { code, due } = await stage.billed('e-1');
    const pasted = aCode({ account: '9999999999', amount: `${due}`, additional: { purpose: code } });
    const read = await show(pasted);
    expect(read).toMatchObject({ paysUs: false, ours: { code }, warnings: [{ warning: 'pays-somebody-else' }] });
    expect(read.warnings[0].vi).toContain('tài khoản khác');
  });

  it('of another hospital shows its receiver, says that it is not this hospital, and tells nothing of the bill', async () => {
    stage = await openBillingStage();
    const { payload, bill } = await stage.billed('e-1', 'thong-nhat');
    const read = await show(payload);
    expect(read.warnings).toEqual([
      {
        warning: 'not-our-account',
        vi: 'Tiền sẽ không vào tài khoản của bệnh viện này',
        en: "The money would not go to this hospital's account",
      },
    ]);
    expect(JSON.stringify(read)).not.toContain(bill);
    expect(read).toMatchObject({ readable: true, paysUs: false, account: '•••••••••9999' });
    expect(read).not.toHaveProperty('ours');
  });

  it('whose bank is not in the list is read with a warning, as the list has a date', async () => {
    stage = await openBillingStage();
    const read = await show(aCode({ bankBin: '970499' }));
    expect(read).toMatchObject({
      bin: '970499',
      warnings: [{ warning: 'bank-unknown' }, { warning: 'not-our-account' }],
      banksDate,
    });
    expect(read).not.toHaveProperty('bank');
  });

  it('that is broken says why, in both languages', async () => {
    stage = await openBillingStage();
    const payload = aCode({ amount: '50000' });
    expect(await show(payload.replace('50000', '90000'))).toEqual({
      readable: false,
      reason: 'crc_mismatch',
      vi: 'Mã bị sửa hoặc quét thiếu (sai mã kiểm)',
      en: 'Changed or badly scanned: the checksum is wrong',
    });
    expect(await show('https://example.com')).toMatchObject({ readable: false });
    expect((await stage.request('POST /v1/qr-readings', { payload }, { as: 'doctor' })).status).toBe(403);
  });
});
