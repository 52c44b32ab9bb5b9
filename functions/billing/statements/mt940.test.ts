import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMt940 } from './mt940.ts';

const message = (...entries: string[]): string =>
  [':20:STMT261124', ':25:970418/0990000000003VND', ':28C:00001/001', ':60F:C261123VND25000000,', ...entries].join(
    '\r\n',
  );
const credit = ':61:2611241124C1250000,NTRFNONREF//FT26328551122\r\n:86:VPK6052KEX5KP vien phi';

describe('a statement in MT940', () => {
  it('is read: account, balances, and each movement with the bank’s own reference', () => {
    const read = readMt940(
      `${message(credit, ':61:261124D50000,00NMSCPHI-1//FT26328551123')}\r\n:62F:C261124VND26200000,\r\n-`,
    );
    expect(read).toEqual({
      ok: true,
      statements: [
        {
          account: '0990000000003',
          opening: 25_000_000,
          closing: 26_200_000,
          lines: [
            {
              reference: 'FT26328551122',
              account: '0990000000003',
              day: '2026-11-24',
              amount: 1_250_000,
              direction: 'in',
              content: 'VPK6052KEX5KP vien phi',
            },
            expect.objectContaining({ reference: 'FT26328551123', amount: 50_000, direction: 'out', content: '' }),
          ],
        },
      ],
    });
  });
  it('counts a reversed credit as money that left, and a reversed debit as money that came back', () => {
    const read = readMt940(
      `${message(':61:261124RC1000,NTRFNONREF//A1', ':61:261124RD3000,NTRFNONREF//A2')}\n:62F:C261124VND25002000,`,
    );
    expect(read).toMatchObject({ ok: true, statements: [{ lines: [{ direction: 'out' }, { direction: 'in' }] }] });
  });
  it('is refused when a movement is missing: the lines do not lead to the closing balance', () => {
    const read = readMt940(`${message(credit)}\r\n:62F:C261124VND26200000,`);
    expect(read).toEqual({ ok: false, flaw: { reason: 'balance-differs', line: 7 } });
  });
  it.each([
    ['', 'empty', 1],
    [':20:A\n:25:1\n:60F:C261123USD1,\n:62F:C261123USD1,', 'other-currency', 3],
    [':20:A\n:60F:C261123VND1,\n:61:261124C1,NTRFX//B', 'account-missing', 3],
    [':20:A\n:25:1\n:60F:C261123VND1,\n:61:261399C1,NTRFX//B', 'bad-date', 4],
    [':20:A\n:25:1\n:60F:C261123VND1,\n:61:261124C1,5NTRFX//B', 'bad-amount', 4],
    [':20:A\n:25:1\n:60F:C261123VND1,\n:61:261124C5,NTRFNONREF', 'reference-missing', 4],
    [':20:A\n:25:1\n:60F:C261123VND1,\n:61:nonsense', 'not-understood', 4],
    [':20:A\n:25:1\n:60F:C261123VND1,', 'not-understood', 1],
  ])('with a flaw is refused whole, and says where: %j', (text, reason, line) => {
    expect(readMt940(text)).toEqual({ ok: false, flaw: { reason, line } });
  });
  it('is refused when a message does not say where it ends before the next begins', () => {
    const read = readMt940(`${message(credit)}\n${message()}\n:62F:C261124VND25000000,`);
    expect(read).toEqual({ ok: false, flaw: { reason: 'not-understood', line: 1 } });
  });
  it('has all of a text, whatever sign its lines begin with; only a lone sign or the envelope ends a message', () => {
    const text = ':61:261124C5,NTRFX//B\n:86:CK\n-VPK6052KEX5KP\n{a}\n}b';
    const whole = `{1:F01X}{4:\n${message(text)}\n:62F:C261124VND25000005,\n-}{5:{CHK:1}}\n{1:F01X}{4:\n`;
    const read = readMt940(`${whole}${message()}\n:62F:C261124VND25000000,\n-`);
    expect(read).toMatchObject({ ok: true, statements: [{ lines: [{ content: 'CK -VPK6052KEX5KP {a} }b' }] }, {}] });
  });
  it.each([
    ['2611231124', '2026-11-24'],
    ['261124', '2026-11-24'],
    ['2612310102', '2027-01-02'],
    ['2701021231', '2026-12-31'],
  ])('is of the day of the entry, in the year next to the value date, else of the value date: %s', (dates, day) => {
    const read = readMt940(`${message(`:61:${dates}C5,NTRFX//B`)}\n:62F:C261124VND25000005,`);
    expect(read).toMatchObject({ ok: true, statements: [{ lines: [{ day }] }] });
  });
  it('in several parts goes on where the part before ended, and is refused when a part is missing', () => {
    const part = (from: string, amount: number, to: string) =>
      `:20:A\n:25:1\n:60${from}\n:61:261124C${amount},NTRFX//B${amount}\n:62${to}\n-\n`;
    const [one, two] = [part('F:C261123VND10,', 5, 'M:C261124VND15,'), part('M:C261124VND15,', 6, 'M:C261124VND21,')];
    const three = part('M:C261124VND21,', 7, 'F:C261124VND28,');
    expect(readMt940(`${one}${two}${three}`)).toMatchObject({ ok: true, statements: [{}, {}, { closing: 28 }] });
    expect(readMt940(`${one}${three}`)).toEqual({ ok: false, flaw: { reason: 'balance-differs', line: 9 } });
    const without = one.replace(':60F:C261123VND10,\n', '');
    expect(readMt940(without)).toMatchObject({ ok: false, flaw: { reason: 'balance-differs' } });
  });
  it('never breaks, whatever a file holds', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => readMt940(`:20:A\n${text}`).ok !== undefined));
  });
});
