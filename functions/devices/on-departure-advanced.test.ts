import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { devices } from './index.ts';

describe('devices of a hospital that leaves', () => {
  it('hands over its machines, and keeps none of them', async () => {
    expect(await walkOut(devices, [{ pk: 'DEVICES' }])).toEqual({
      handed: ['DEVICES'],
      custody: [],
      left: [],
      removed: 1,
    });
  });
});
