import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16Hex } from './crc16.ts';
import { decodeVietQr, encodeVietQr, type VietQrInput } from './vietqr.ts';

/** Bit by bit, as the definition reads: the other way to the same checksum. */
function bitwiseCrc(text: string): string {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
const sealed = (body: string): string => `${body}6304${bitwiseCrc(`${body}6304`)}`;

const head = '000201010212';
const receiver = '38570010A00000072701270006970436011301210004567890208QRIBFTTA';
const tail = '53037045405500005802VN';
const object = (id: string, value: string): string => `${id}${String([...value].length).padStart(2, '0')}${value}`;
/** A code whose template 38 holds these objects behind the network's id. */
const aCodeTo = (objects: string, guid = 'A000000727'): string =>
  sealed(`${head}${object('38', object('00', guid) + objects)}${tail}`);
const toAccount = object('02', 'QRIBFTTA');
const aCode = (extra = ''): string => sealed(head + receiver + tail + extra);
const anInput = (more: Partial<VietQrInput> = {}): VietQrInput => ({
  bankBin: '970436',
  account: '0121000456789',
  service: 'QRIBFTTA',
  ...more,
});
const reasonOf = (result: ReturnType<typeof encodeVietQr> | ReturnType<typeof decodeVietQr>): string =>
  result.ok ? 'accepted' : result.reason;
const read = (payload: string) => {
  const result = decodeVietQr(payload);
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result.fields;
};

describe('the checksum of a code', () => {
  it('is the one published for the polynomial, and keeps its leading zeros', () => {
    expect(crc16Hex('123456789')).toBe('29B1');
    expect(crc16Hex('')).toBe('FFFF');
  });

  it('equals the bit-by-bit definition over UTF-8 for any text and length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(crc16Hex(text)).toBe(bitwiseCrc(text));
      }),
    );
  });
});

describe('a code is written', () => {
  it('with Vietnamese text folded to ASCII before its length is taken, however it was typed', () => {
    for (const form of ['NFC', 'NFD'] as const) {
      const purpose = 'Viện phí Đồng Nai'.normalize(form);
      const result = encodeVietQr(anInput({ additional: { purpose }, merchantName: 'BỆNH VIỆN'.normalize(form) }));
      expect(result).toMatchObject({
        ok: true,
        payload: expect.stringContaining('5909BENH VIEN62210817Vien phi Dong Nai'),
      });
    }
  });

  it('with an amount only in digits, not zero, of at most 13 characters, without decimals', () => {
    const reasons = ['50000', '50000.', '0', '00.', '', '.', '5.5', '50 000', '-5', '1e3', '12345678901234', '५'].map(
      (amount) => reasonOf(encodeVietQr(anInput({ amount }))),
    );
    expect(reasons).toEqual([
      'accepted',
      'accepted',
      'zero_amount',
      'zero_amount',
      'bad_amount',
      'bad_amount',
      'bad_amount',
      'bad_amount',
      'bad_amount',
      'bad_amount',
      'amount_too_long',
      'bad_amount',
    ]);
  });

  it.each<[string, string, VietQrInput]>([
    ['no receiver at all', 'missing_account_info', {}],
    ['a bank number of five digits', 'bad_bin', anInput({ bankBin: '97043' })],
    ['a bank number with a letter', 'bad_bin', anInput({ bankBin: '97043A' })],
    ['an account of 20 characters', 'bad_account', anInput({ account: '12345678901234567890' })],
    ['an account with a blank', 'bad_account', anInput({ account: '12 34' })],
    ['an empty account', 'bad_account', anInput({ account: '' })],
    ['an unknown service', 'bad_service', anInput({ service: 'QRIBFTTX' })],
    ['an initiation of 13', 'bad_init_method', anInput({ initMethod: '13' })],
    ['a category of three digits', 'bad_tlv_length', anInput({ mcc: '806' })],
    ['a category with a letter', 'bad_charset', anInput({ mcc: '80A2' })],
    ['a merchant name of 26', 'bad_tlv_length', anInput({ merchantName: 'N'.repeat(26) })],
    ['a city of 16', 'bad_tlv_length', anInput({ city: 'C'.repeat(16) })],
    ['a postcode of 11', 'bad_tlv_length', anInput({ postalCode: '1'.repeat(11) })],
    ['a purpose in a script that does not fold', 'bad_charset', anInput({ additional: { purpose: '医院' } })],
    ['a line break in a purpose', 'bad_charset', anInput({ additional: { purpose: 'a\nb' } })],
    ['a bill number of 26', 'additional_field_too_long', anInput({ additional: { billNumber: 'B'.repeat(26) } })],
    ['a data request that repeats', 'bad_charset', anInput({ additional: { dataRequest: 'AMA' } })],
    ['a data request of four', 'additional_field_too_long', anInput({ additional: { dataRequest: 'AMEA' } })],
    ['a fixed tip without its value', 'bad_amount', anInput({ tipIndicator: '02' })],
    ['a percentage of 100', 'bad_amount', anInput({ tipIndicator: '03', tipPercent: '100' })],
    ['a tip value nobody announced', 'bad_amount', anInput({ tipFixed: '5000' })],
    ['an unreserved object below 65', 'bad_tlv_id', anInput({ unreserved: { '63': 'x' } })],
    ['a VNPAY code without its merchant', 'missing_account_info', { provider: 'VNPAY' }],
    ['a VNPAY merchant beyond its template', 'bad_account', { provider: 'VNPAY', merchantId: 'M'.repeat(82) }],
    [
      'more than 512 characters',
      'payload_too_long',
      anInput({ unreserved: Object.fromEntries(['80', '81', '82', '83', '84'].map((id) => [id, 'x'.repeat(99)])) }),
    ],
  ])('never with %s', (_what, reason, input) => {
    expect(reasonOf(encodeVietQr(input))).toBe(reason);
  });

  it('with three full additional fields, and refused with four, which pass 99 characters', () => {
    const full = 'X'.repeat(25);
    const three = { billNumber: full, referenceLabel: full, purpose: full };
    expect(reasonOf(encodeVietQr(anInput({ additional: three })))).toBe('accepted');
    expect(reasonOf(encodeVietQr(anInput({ additional: { ...three, storeLabel: full } })))).toBe(
      'additional_data_too_long',
    );
  });
});

describe('a code is read', () => {
  it('in any order of its objects between the first and the last', () => {
    expect(read(sealed(`000201${tail}${receiver}010212`))).toMatchObject({ bankBin: '970436', amount: '50000' });
  });

  it('with what it does not know kept', () => {
    const other = '0203abc27100006A12345';
    expect(read(sealed(`${head}${other}${receiver}${tail}6503abc8003046`))).toMatchObject({
      otherAccounts: { '02': 'abc', '27': '0006A12345' },
      unreserved: { '65': 'abc', '80': '046' },
    });
  });

  it('with lengths counted in characters where a script needs more than one unit or byte', () => {
    expect(read(aCode('64180002VI0108Phở 🍜 ăn'))).toMatchObject({
      otherLanguage: { language: 'VI', merchantName: 'Phở 🍜 ăn' },
    });
  });

  it('with a network template in the additional data kept as it stands', () => {
    expect(read(aCode('62145010000600A001')).additional).toEqual({ networks: { '50': '000600A001' } });
  });

  it.each([
    ['nothing', '', 'crc_missing'],
    ['a code without checksum', head + receiver + tail, 'crc_missing'],
    ['a code cut inside an object', `${head}${receiver}5303704540`, 'truncated'],
    ['a checksum that is no hex', `${head}${receiver}${tail}6304+FFF`, 'crc_mismatch'],
    ['a blank behind the code', `${aCode()} `, 'truncated'],
    ['an id that is no number', aCode('A101x'), 'bad_tlv_id'],
    ['a length of zero', aCode('5900'), 'bad_tlv_length'],
    ['a length that is no number', aCode('590xab'), 'bad_tlv_length'],
    ['an object longer than what is left', aCode('5920ab'), 'truncated'],
    ['a format of 02', sealed(`000202010212${receiver}${tail}`), 'bad_payload_format'],
    ['a format that does not lead', sealed(`010212000201${receiver}${tail}`), 'bad_payload_format'],
    ['no initiation', sealed(`000201${receiver}${tail}`), 'bad_init_method'],
    ['an initiation of 10', sealed(`000201010210${receiver}${tail}`), 'bad_init_method'],
    ['no receiver', sealed(head + tail), 'missing_account_info'],
    ['another network in 38', aCodeTo(object('01', '000697043601041234') + toAccount, 'A000000728'), 'unknown_guid'],
    ['another network in 26 alone', sealed(`${head}26200010A0000007760102AB${tail}`), 'unknown_guid'],
    ['a template without bank number', aCodeTo(object('01', '01041234') + toAccount), 'bad_bin'],
    ['a bank number of seven digits', aCodeTo(object('01', '0007970436101041234') + toAccount), 'bad_bin'],
    ['an account with an accent', aCodeTo(object('01', '00069704360105123é4') + toAccount), 'bad_account'],
    [
      'an object in the receiver that NAPAS does not know',
      aCodeTo(object('01', '00069704360104123402021') + toAccount),
      'bad_nested_tlv',
    ],
    ['a template that names no network', sealed(`${head}${object('38', toAccount)}${tail}`), 'unknown_guid'],
    ['a template without receiver', aCodeTo(toAccount), 'missing_account_info'],
    ['no account', aCodeTo(object('01', '0006970436') + toAccount), 'bad_account'],
    ['no service', aCodeTo(object('01', '000697043601041234')), 'bad_service'],
    ['no currency', sealed(`${head}${receiver}5802VN`), 'bad_currency'],
    ['dollars', sealed(`${head}${receiver}53038405802VN`), 'bad_currency'],
    ['no country', sealed(`${head}${receiver}5303704`), 'bad_country'],
    ['another country', sealed(`${head}${receiver}53037045802LA`), 'bad_country'],
    ['an amount of zero', sealed(`${head}${receiver}530370454010${'5802VN'}`), 'zero_amount'],
    ['an accent in the merchant name', aCode('5904PHỞ1'), 'bad_charset'],
    ['a merchant name of 26', aCode(`5926${'N'.repeat(26)}`), 'bad_tlv_length'],
    ['an accent in the additional data', aCode('62080804PHỞ1'), 'bad_charset'],
    ['a purpose of 26', aCode(`62300826${'P'.repeat(26)}`), 'additional_field_too_long'],
    ['additional data that end early', aCode('62080805abcd'), 'bad_nested_tlv'],
    ['a network template without its id', aCode('6209500501012'), 'bad_nested_tlv'],
    ['a purpose that comes twice', aCode('62100801a0801b'), 'duplicate_tag'],
    ['a second receiver', aCode(receiver), 'duplicate_tag'],
    ['a checksum in the middle', aCode('6304ABCD'), 'duplicate_tag'],
    [
      'a bank number that comes twice',
      aCodeTo(object('01', '0006970436000697042201041234') + toAccount),
      'duplicate_tag',
    ],
    ['a percentage without announcement', aCode('57015'), 'bad_amount'],
    ['half a character', aCode('6504ab\ud800c'), 'bad_charset'],
    [
      'more than 512 characters',
      aCode(`8099${'x'.repeat(99)}8199${'x'.repeat(99)}8299${'x'.repeat(99)}8399${'x'.repeat(99)}`),
      'payload_too_long',
    ],
  ])('and refused with %s', (_what, payload, reason) => {
    expect(reasonOf(decodeVietQr(payload))).toBe(reason);
  });
});

const ans = (max: number) =>
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCharCode(n)),
    minLength: 1,
    maxLength: max,
  });
const digits = (min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const anyInput = fc.record(
  {
    bankBin: digits(6),
    account: digits(1, 19),
    service: fc.constantFrom('QRIBFTTA', 'QRIBFTTC'),
    amount: fc.integer({ min: 1, max: 9_999_999_999_999 }).map(String),
    mcc: digits(4),
    merchantName: ans(25),
    city: ans(15),
    postalCode: ans(10),
    additional: fc.record(
      { billNumber: ans(25), purpose: ans(25), dataRequest: fc.constantFrom('A', 'ME', 'EMA') },
      { requiredKeys: ['purpose'] },
    ),
    otherLanguage: fc.record({
      language: fc.constant('vi'),
      merchantName: fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 8 }),
    }),
    unreserved: fc.dictionary(fc.integer({ min: 65, max: 99 }).map(String), ans(20), { minKeys: 1, maxKeys: 3 }),
  },
  { requiredKeys: ['bankBin', 'account', 'service'] },
);

describe('every code', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const written = encodeVietQr(input);
        if (!written.ok) throw new Error(written.reason);
        const { initMethod, provider, guid, crc, ...rest } = read(written.payload);
        expect(rest).toEqual({ ...input });
        expect({ initMethod, provider, guid }).toEqual({
          initMethod: input.amount ? '12' : '11',
          provider: 'VIETQR',
          guid: 'A000000727',
        });
        expect(crc).toBe(bitwiseCrc(written.payload.slice(0, -4)));
      }),
    );
  });

  it('is refused when any one character of it changes, or says the same as before', () => {
    fc.assert(
      fc.property(anyInput, fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), (input, place, unit) => {
        const written = encodeVietQr(input);
        if (!written.ok) throw new Error(written.reason);
        const code = written.payload;
        const at = place % code.length;
        const changed = decodeVietQr(code.slice(0, at) + String.fromCharCode(unit) + code.slice(at + 1));
        // Only the case of the checksum may differ: readers of it do not agree on one.
        if (changed.ok) expect(changed).toEqual(decodeVietQr(code));
      }),
    );
  });

  it('that was read can be written again, and then says the same', () => {
    const template = fc.constantFrom(
      receiver,
      object('26', object('00', 'A000000775') + object('01', '0102154778')),
      '27100006A12345',
      '0203abc',
      object('64', '0002VI0103Phở'),
      object('62', `${object('05', '***')}${object('09', 'AM')}${object('50', '0006A12345')}`),
      object('55', '01'),
      object('55', '02') + object('56', '10000'),
      object('55', '03') + object('57', '3.5'),
      object('80', '046'),
      tail,
    );
    const soup = fc.array(template, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(soup, fc.constantFrom('010211', '010212'), (parts, use) => {
        const read = decodeVietQr(sealed(`000201${use}${parts.join('')}`));
        if (!read.ok) return;
        const { otherAccounts: _, guid: __, crc: ___, ...input } = read.fields;
        const again = encodeVietQr(input);
        if (!again.ok) throw new Error(again.reason);
        const { otherAccounts: ____, crc: _____, ...before } = read.fields;
        expect(decodeVietQr(again.payload)).toMatchObject({ ok: true, fields: before });
      }),
    );
  });

  it('that is any text at all is answered, never thrown at, with a right checksum too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.boolean(), (text, led) => {
        const body = led ? `${head}${receiver}${tail}${text}` : text;
        expect(reasonOf(decodeVietQr(sealed(body.toWellFormed())))).toBeTypeOf('string');
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(reasonOf(decodeVietQr(text))).toBeTypeOf('string');
      }),
    );
  });
});
