import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { aHospital, type Hall, openHall } from '../../test/hall.ts';
import type { Stage } from '../../test/stage.ts';

describe('clinics', () => {
  let stage: Stage;
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
    stage = hall.stage;
  });
  afterEach(() => stage.close());
  it.each([
    ['general', ['noi', 'ngoai', 'ho-hap', 'tim-mach', 'san', 'nhi']],
    ['children', ['nhi-tong-quat', 'nhi-ho-hap', 'nhi-tieu-hoa']],
    ['district', ['noi', 'nhi', 'san']],
  ] as const)('of a %s hospital open when it is requested', async (template, ids) => {
    await stage.announce(hospitalRequested, aHospital(template, 'nhi-dong'), 'platform');
    const { body } = await stage.request('GET /v1/clinics', {}, { as: 'kiosk', hospital: 'nhi-dong' });
    expect(body.items.map((one: { clinic: string }) => one.clinic)).toEqual(ids);
    expect(hall.announced('queue.clinics-opened').at(-1)).toMatchObject({
      tenant: 'nhi-dong',
      data: { clinics: ids.length },
    });
  });
  it('are listed in Vietnamese and English with room and examination', async () => {
    const { body } = await stage.request('GET /v1/clinics', {}, { as: 'board' });
    expect(body.items[2]).toEqual({
      clinic: 'ho-hap',
      name: { vi: 'Hô hấp', en: 'Respiratory' },
      room: 'P.103',
      examination: 'KHAM',
      averageMinutes: 9,
      place: 3,
    });
  });
  it('stay as they are when the same hospital is announced again', async () => {
    await stage.announce(hospitalRequested, aHospital('general'), 'platform');
    expect((await stage.request('GET /v1/clinics', {}, { as: 'kiosk' })).body.items).toHaveLength(6);
    expect(stage.letters()).toEqual([]);
  });
  it('are not opened by an event that only says it comes from the platform', async () => {
    await stage.announce(hospitalRequested, aHospital('general', 'cam-my'), 'thong-nhat');
    expect(stage.stored('queue', 'cam-my')).toEqual([]);
    expect(stage.stored('queue', 'thong-nhat')).toEqual([]);
  });
  it('are not shown to the province', async () => {
    expect((await stage.request('GET /v1/clinics', {}, { as: 'province' })).status).toBe(403);
  });
});
