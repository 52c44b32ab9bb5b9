import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { encounters } from './index.ts';

describe('encounters of a hospital that leaves', () => {
  it('hands over the visits, and keeps none of them', async () => {
    expect(await walkOut(encounters, [{ pk: 'ENCOUNTER#e-1' }])).toEqual({
      handed: ['ENCOUNTER#e-1'],
      custody: [],
      left: [],
      removed: 1,
    });
  });
});
