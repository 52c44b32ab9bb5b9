import { describe, expect, it } from 'vitest';
import { openProgress } from './progress.ts';
import { percentile, table } from './report.ts';

describe('a table of the report', () => {
  it('is as wide as its widest cells, with numbers to the right in groups of three', () => {
    expect(
      table(
        ['what', 'dong'],
        [
          ['a', 1_234_567],
          ['longer', 5],
        ],
      ).split('\n'),
    ).toEqual(['  what         dong', '  ------  ---------', '  a       1 234 567', '  longer          5']);
  });
});

describe('a percentile', () => {
  it('is a number that was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99), percentile([], 0.5)]).toEqual([
      50, 99, 7, 0,
    ]);
  });
});

describe('the progress of the morning', () => {
  const linesFor = (total: number, isTTY: boolean): string => {
    let text = '';
    const tick = openProgress('visits', total, { isTTY, write: (part) => (text += part) });
    for (let done = 0; done < total; done++) tick();
    return text;
  };
  it('prints a line for each tenth where no terminal is', () => {
    expect(linesFor(300, false).trim().split('\n')).toHaveLength(10);
    expect(linesFor(3, false)).toContain('100 %  3 of 3 visits');
  });
  it('fills one line on a terminal', () => {
    const text = linesFor(20, true);
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toContain(`[${'#'.repeat(30)}] 100 %`);
  });
});
