import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { openStage } from '../../test/stage.ts';
import { lockedCard } from './coverages.ts';
import { insurance } from './index.ts';
import { opened } from './opened.ts';

describe('insurance of a hospital that leaves', () => {
  it('hands over what was stated of insurance, and keeps nothing of it', async () => {
    expect(await walkOut(insurance, [{ pk: 'PERSON#p-1' }])).toEqual({
      handed: ['PERSON#p-1'],
      custody: [],
      left: [],
      removed: 1,
    });
  });
  it('hands over card numbers readable, because the key that sealed them stays', async () => {
    const stage = openStage({ contexts: [insurance] });
    const { keys } = await stage.embedded.ports(stage.hospital, 'insurance');
    const card = await lockedCard(keys, 'DN4000000000001');
    expect(await opened(keys)({ card })).toEqual({ cardNumber: 'DN4000000000001' });
    expect(await opened(keys)({ none: true })).toBeUndefined();
    await stage.close();
  });
});
