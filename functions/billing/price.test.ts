import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { pricesOn, templatePrices } from './price.ts';

const day = (text: string) => LocalDay.parse(text);

describe('the price list of a template', () => {
  it.each(['general', 'children', 'district'] as const)(
    '%s prices the examination and common tests, once each',
    (template) => {
      const list = templatePrices(template);
      const codes = list.map((price) => price.code);
      for (const code of [
        'KHAM',
        'XN-CTM',
        'XN-GLU',
        'XN-CRP',
        'XN-NT',
        'XQ-NGUC',
        'SA-BUNG',
        'DTD',
        'T-PARA500',
        'T-ORS',
      ])
        expect(codes).toContain(code);
      expect(new Set(codes).size).toBe(codes.length);
      expect(list.every((price) => price.price > 0 && price.insurerPrice <= price.price)).toBe(true);
    },
  );
  it('of a district centre has no chest CT, so it cannot be ordered there', () => {
    expect(templatePrices('district').map((price) => price.code)).not.toContain('CT-NGUC');
  });
});

describe('the price of a day', () => {
  it('is the last one that began on or before that day', () => {
    const [old] = templatePrices('general').map((price) => ({ ...price, validFrom: day('2025-07-01') }));
    if (!old) throw new Error('empty list');
    const next = { ...old, validFrom: day('2026-12-01') };
    const on = (text: string) => pricesOn([next, old], day(text)).get(old.code);
    expect(on('2025-06-30')).toBeUndefined();
    expect(on('2025-07-01')).toBe(old);
    expect(on('2026-11-30')).toBe(old);
    expect(on('2026-12-01')).toBe(next);
  });
});
