import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { identity } from './index.ts';

describe('identity of a hospital that leaves', () => {
  it('hands over who its patients are, and keeps none of them', async () => {
    expect(await walkOut(identity, [{ pk: 'PERSON#p-1' }, { pk: 'NUMBER#digest-1' }])).toEqual({
      handed: ['NUMBER#digest-1', 'PERSON#p-1'],
      custody: [],
      left: [],
      removed: 2,
    });
  });
});
