import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { insurance } from './index.ts';

describe('insurance of a hospital that leaves', () => {
  it('hands over what was stated of insurance, and keeps nothing of it', async () => {
    expect(await walkOut(insurance, [{ pk: 'PERSON#p-1' }])).toEqual({
      handed: ['PERSON#p-1'],
      custody: [],
      left: [],
      removed: 1,
    });
  });
});
