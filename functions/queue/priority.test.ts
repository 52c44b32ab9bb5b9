import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { priorityOn, StatedGround } from './priority.ts';

const day = LocalDay.parse('2026-11-24');
const born = (birthDate: string) => {
  const { priority, reason } = priorityOn(day, { birthDate });
  return [priority, reason?.code];
};

describe('priority by Law 15/2023 article 3', () => {
  it.each([
    ['2020-11-25', 1, 'under-6'],
    ['2020-11-24', 3, undefined],
    ['2026-11-24', 1, 'under-6'],
    ['1951-11-25', 3, undefined],
    ['1951-11-24', 1, '75-and-over'],
    ['1985-08-15', 3, undefined],
  ])('of a person born %s on 24 November 2026 is %i (%s)', (birthDate, priority, code) => {
    expect(born(birthDate)).toEqual([priority, code]);
  });
  it.each([
    ['emergency', 0],
    ['pregnant', 1],
    ['severe-disability', 1],
    ['merit', 1],
  ] as const)('of somebody whom the desk says to be %s is %i', (ground, priority) => {
    expect(priorityOn(day, { ground })).toMatchObject({ priority, reason: { code: ground } });
  });
  it('knows every ground that a desk can state', () => {
    for (const ground of StatedGround.options) expect(priorityOn(day, { ground }).priority).toBeLessThan(3);
  });
  it('is the better one when two apply', () => {
    expect(priorityOn(day, { birthDate: '1940-01-01', ground: 'emergency' })).toMatchObject({
      priority: 0,
      reason: { code: 'emergency', vi: 'Cấp cứu', en: 'Emergency' },
    });
  });
  it('is ordinary for an unknown birth date, and before the law was in force', () => {
    expect(priorityOn(day, {})).toEqual({ priority: 3 });
    expect(priorityOn(LocalDay.parse('2023-12-31'), { birthDate: '2023-01-01' })).toEqual({ priority: 3 });
  });
});
