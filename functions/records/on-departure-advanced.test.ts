import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { records } from './index.ts';

describe('records of a hospital that leaves', () => {
  it('hands over all, and keeps where its locked documents lie', async () => {
    expect(
      await walkOut(records, [
        { pk: 'VISIT#e-1' },
        {
          pk: 'DOCUMENT#d-1',
          value: { path: 'e-1/d-1.json', sha256: 'a'.repeat(64), lockedUntil: '2036-12-31T17:00:00.000Z' },
        },
      ]),
    ).toEqual({
      handed: ['DOCUMENT#d-1', 'VISIT#e-1'],
      custody: [
        { shelf: 'records', path: 'e-1/d-1.json', sha256: 'a'.repeat(64), lockedUntil: '2036-12-31T17:00:00.000Z' },
      ],
      left: ['DOCUMENT#d-1'],
      removed: 1,
    });
  });
});
