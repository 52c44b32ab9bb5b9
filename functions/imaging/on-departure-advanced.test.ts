import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { imaging } from './index.ts';

describe('imaging of a hospital that leaves', () => {
  it('hands over all, and keeps where its images lie, also those that are held for ever', async () => {
    expect(
      await walkOut(imaging, [
        { pk: 'RETENTION' },
        { pk: 'INSTANCE#1.2.3', value: { path: '1/2/3.dcm', sha256: 'a'.repeat(64) } },
      ]),
    ).toEqual({
      handed: ['INSTANCE#1.2.3', 'RETENTION'],
      custody: [{ shelf: 'images', path: '1/2/3.dcm', sha256: 'a'.repeat(64) }],
      left: ['INSTANCE#1.2.3'],
      removed: 1,
    });
  });
});
