import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { queue } from './index.ts';

describe('queue of a hospital that leaves', () => {
  it('hands over clinics and tickets, and keeps none of them', async () => {
    expect(await walkOut(queue, [{ pk: 'CLINICS' }, { pk: 'TICKET#t-1' }])).toEqual({
      handed: ['CLINICS', 'TICKET#t-1'],
      custody: [],
      left: [],
      removed: 2,
    });
  });
});
