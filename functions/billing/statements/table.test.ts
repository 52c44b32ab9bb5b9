import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatement } from './read.ts';
import { readAmount, readDay } from './table.ts';

const vietnamese = [
  'NGÂN HÀNG THỬ NGHIỆM;;;;;',
  'Số tài khoản: 0990000000003;;;;;',
  'Từ ngày 24/11/2026 đến ngày 24/11/2026;;;;;',
  'Ngày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Số dư;Nội dung',
  '24/11/2026 07:15:02;FT1;;1.250.000;26.250.000;VPK6052KEX5KP vien phi',
  '24/11/2026;FT2;50.000;;26.200.000;Phí dịch vụ',
  'Tổng cộng;;50.000;1.250.000;;',
];
const read = (lines: string[], layout: 'csv' | 'mt940' = 'csv') => readStatement(layout, lines.join('\r\n'), '099');

describe('a statement as a table', () => {
  it('is read whatever stands above and below: account, balances and each movement', async () => {
    expect(await read(vietnamese)).toEqual({
      ok: true,
      statements: [
        {
          account: '0990000000003',
          opening: 25_000_000,
          closing: 26_200_000,
          lines: [
            {
              reference: 'FT1',
              account: '0990000000003',
              day: '2026-11-24',
              amount: 1_250_000,
              direction: 'in',
              content: 'VPK6052KEX5KP vien phi',
            },
            expect.objectContaining({ reference: 'FT2', amount: 50_000, direction: 'out' }),
          ],
        },
      ],
    });
  });
  it('is read with English headers, with one signed amount, and newest first', async () => {
    const english = ['Date,Reference No,Debit Amount,Credit Amount,Description', '2026-11-24,A1,,"1,000.00",x'];
    expect(await read(english)).toMatchObject({
      ok: true,
      statements: [{ account: '099', lines: [{ amount: 1000 }] }],
    });
    const signed = [
      'Transaction date,Transaction ID,Amount,Balance',
      '24/11/2026,B2,-300,"10,700"',
      '24/11/2026,B1,"+1,000","11,000"',
    ];
    expect(await read(signed)).toMatchObject({
      ok: true,
      statements: [
        { opening: 10_000, closing: 10_700, lines: [{ direction: 'out', amount: 300 }, { direction: 'in' }] },
      ],
    });
  });
  it.each([
    ['a movement is missing', 'balance-differs', 6, vietnamese.with(5, '24/11/2026;FT2;50.000;;26.100.000;x')],
    ['a day is none', 'bad-date', 5, vietnamese.with(4, '31/02/2026;FT1;;1.250.000;26.250.000;x')],
    ['an amount is none', 'bad-amount', 5, vietnamese.with(4, '24/11/2026;FT1;;1.25;26.250.000;x')],
    ['money came and left in one line', 'bad-amount', 5, vietnamese.with(4, '24/11/2026;FT1;1;1;26.250.000;x')],
    ['a line names no reference', 'reference-missing', 5, vietnamese.with(4, '24/11/2026;;;1.250.000;26.250.000;x')],
    ['no header is found', 'not-understood', 1, vietnamese.toSpliced(3, 1)],
  ])('is refused whole when %s, and says where', async (_, reason, line, lines) => {
    expect(await read(lines)).toEqual({ ok: false, flaw: { reason, line } });
  });
  it('has amounts in every way in which banks part thousands', () => {
    const whole = fc.integer({ min: 0, max: 9_999_999_999_999 });
    const tail = fc.constantFrom('', 'VND', ' VND', ' đ');
    fc.assert(
      fc.property(whole, fc.constantFrom('', ',', '.', ' '), fc.boolean(), tail, (amount, between, cents, end) => {
        const parted = String(amount).replace(/\B(?=(\d{3})+$)/g, between);
        const decimals = cents ? (between === '.' ? ',00' : '.00') : '';
        expect(readAmount(`-${parted}${decimals}${end}`)).toBe(0 - amount);
      }),
    );
    for (const none of ['', '1.25', '1,000.50', '1.000,000.00', '12,34', 'x', '1e5', '0x10']) {
      expect(readAmount(none), none).toBeUndefined();
    }
  });
  it('takes a column that counts rows for no money', async () => {
    expect(await read(['No.,Ngày,Ref,Nợ,Có', '1,24/11/2026,A1,,500'])).toMatchObject({
      ok: true,
      statements: [{ lines: [{ amount: 500, direction: 'in' }] }],
    });
  });
  it('has days with the day before the month', () => {
    expect([readDay('02/03/2026 10:00'), readDay('2026-03-02'), readDay('13/13/2026'), readDay('')]).toEqual([
      '2026-03-02',
      '2026-03-02',
      undefined,
      undefined,
    ]);
  });
  const head = 'Ngày,Ref,Nợ,Có,Số dư';
  const own = '0990000000003';
  const of = async (...lines: string[]) => {
    const found = await readStatement('csv', lines.join('\n'), own);
    return found.ok ? found.statements.map(({ account, isUnnamed }) => [account, isUnnamed ?? false]) : found.flaw;
  };
  const movement = '24/11/2026,A1,,500,';
  it.each([
    [
      [own, false],
      ['Số tài khoản / Account: 099 0000 000003', head, movement],
    ],
    [
      [own, false],
      ['Tài khoản thanh toán', 'Số tài khoản:,0990000000003', head, movement],
    ],
    [
      [own, false],
      [`Account: ${own} 24/11/2026`, 'Số dư tài khoản: 25000000', head, movement],
    ],
    [
      ['0880000000001', false],
      ['Tài khoản thanh toán', 'STK 088 0000 000001', head, movement],
    ],
    [
      ['0880000000001', false],
      [`Account: ${own}`, 'Account: 0880000000001', head, movement],
    ],
    [
      [own, false],
      [`${head},Số tài khoản`, `${movement},${own}`],
    ],
    [
      ['0880000000001', false],
      [`${head},Account no`, `${movement},${own}`, `${movement},0880000000001`],
    ],
    [
      [own, true],
      [`${head},Tài khoản đối ứng`, `${movement},0880000000001`],
    ],
    [
      [own, true],
      ['Số tài khoản: xxxxxx0003', head, movement],
    ],
  ])('is of the account that every row and column names, or says that none is named: %j', async (account, lines) => {
    expect(await of(...lines)).toEqual([account]);
  });
  it('is refused when stated balances do not lead on, also across rows that state none', async () => {
    const rows = ['24/11/2026,A1,,500,1500', '24/11/2026,A2,,100,', '24/11/2026,A3,,100,1700'];
    expect(await of(head, ...rows)).toEqual([[own, true]]);
    expect(await of(head, ...rows.toSpliced(1, 1))).toEqual({ reason: 'balance-differs', line: 3 });
    expect(await of(head, ...rows.toSpliced(1, 1), '24/11/2026,A4,,9,')).toEqual({
      reason: 'balance-differs',
      line: 3,
    });
    expect(await of(head, '24/11/2026,A1,,500,1.50')).toEqual({ reason: 'bad-amount', line: 2 });
  });
  it('never breaks, whatever a file holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
        expect((await readStatement('csv', `Ngày,Ref,Nợ,Có\n24/11/2026,${text}`, '099')).ok).toBeTypeOf('boolean');
      }),
    );
  });
});
