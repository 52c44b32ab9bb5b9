import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { platform } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { billing } from '../billing/index.ts';
import { queue } from '../queue/index.ts';
import { identity } from './index.ts';

/** No such person: 099 is no province. */
const citizenCard = '099185004321|987654321|Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử|20062021';

describe('a One Card at the kiosk', () => {
  let stage: Stage;
  let person: string;
  let oneCard: { oneCard: string; text: string };
  beforeEach(async () => {
    stage = openStage({ contexts: [identity, billing, queue] });
    for (const [hospital, account] of [
      ['long-khanh', '0121000456789'],
      ['thong-nhat', '0121000999999'],
    ] as const) {
      const { directory } = await stage.embedded.ports(platform, 'tenants');
      await directory.claim('hospital', hospital);
      const admitted = { hospital, template: 'general', level: 'basic', facilityCode: '75009', extraRetentionYears: 0 };
      const payTo = { bin: '970436', account, name: 'BV THU' };
      const options = { imagingPilot: false, teleconsultHub: false };
      await stage.announce(hospitalRequested, { ...admitted, payTo, ...options }, platform);
    }
    person = (await scan(citizenCard)).body.person;
    oneCard = (await stage.request('POST /v1/persons/{person}/one-card', { person }, { as: 'kiosk' })).body;
  });
  afterEach(() => stage.close());
  const scan = (card: string, hospital = 'long-khanh') =>
    stage.request('POST /v1/card-readings', { card }, { as: 'kiosk', hospital });
  const readings = () => stage.stored('identity').filter((item) => item.sk.startsWith('READING#'));

  it('finds the patient like a citizen card does, scanned or typed, and keeps the reading', async () => {
    for (const text of [oneCard.text, oneCard.oneCard, ` ${oneCard.oneCard.toLowerCase()} `]) {
      const reply = await scan(text);
      expect(reply).toMatchObject({
        status: 201,
        body: { person, returning: true, source: 'ONE_CARD', assurance: 'low', placeKnown: true, differs: [] },
      });
    }
    expect(readings()).toHaveLength(4);
    expect(readings().filter(({ value }) => JSON.parse(value).source === 'ONE_CARD')).toHaveLength(3);
    expect(readings().some(({ value }) => value.includes(oneCard.oneCard))).toBe(false);
  });
  it('gets the patient a number for a clinic', async () => {
    const found = (await scan(oneCard.text)).body.person;
    const ticket = await stage.request(
      'POST /v1/clinics/{clinic}/tickets',
      { clinic: 'noi', person: found },
      { as: 'kiosk' },
    );
    expect(ticket).toMatchObject({ status: 201, body: { number: 1 } });
  });
  it('that is blocked, unknown or of another hospital finds nobody, each in its own words', async () => {
    expect((await scan(oneCard.text, 'thong-nhat')).body.code).toBe('card-other-hospital');
    expect((await scan(oneCard.oneCard, 'thong-nhat')).body.code).toBe('card-other-hospital');
    const other = oneCard.oneCard.endsWith('0') ? '1' : '0';
    expect((await scan(oneCard.oneCard.slice(0, -1) + other)).body.code).toBe('card-unknown');
    const block = { oneCard: oneCard.oneCard, why: 'lost' };
    await stage.request('POST /v1/one-cards/{oneCard}/block', block, { as: 'reception' });
    const blocked = await scan(oneCard.text);
    expect(blocked).toMatchObject({ status: 409, body: { code: 'card-blocked' } });
    expect(blocked.text).not.toContain(person);
    expect(readings()).toHaveLength(1);
  });
  it('is told apart from what is no card at all', async () => {
    for (const text of ['TK', `DNOC2:long-khanh:${oneCard.oneCard}`, `${oneCard.oneCard}X`])
      expect((await scan(text)).body.code, text).toBe('card-unreadable');
  });
});
