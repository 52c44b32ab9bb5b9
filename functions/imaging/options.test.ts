import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { imaging } from './index.ts';

describe('a new hospital', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [imaging] });
  });
  afterEach(() => stage.close());
  const asked = {
    hospital: 'long-khanh',
    template: 'general',
    level: 'basic',
    facilityCode: '75003',
    payTo: { bin: '970436', account: '1', name: 'BV' },
    extraRetentionYears: 0,
    imagingPilot: true,
    teleconsultHub: false,
  };
  it('is known to imaging as a pilot or not, and says so each time it is asked for', async () => {
    for (let time = 0; time < 2; time++) await stage.announce(hospitalRequested, asked, 'platform');
    const kept = stage.stored('imaging').filter(({ pk }) => pk === 'OPTIONS');
    expect(kept.map(({ value }) => JSON.parse(value))).toEqual([{ imagingPilot: true, teleconsultHub: false }]);
    const said = stage.events().filter(({ name }) => name === 'imaging.options-set');
    expect(said).toHaveLength(2);
    expect(said[0]).toMatchObject({ tenant: 'long-khanh', data: { imagingPilot: true, teleconsultHub: false } });
  });
});
