import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billPaid } from '../../shared/contracts/billing.ts';
import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { ticketCalled, ticketIssued } from '../../shared/contracts/queue.ts';
import { recordLocked } from '../../shared/contracts/records.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { analytics } from './index.ts';

const visit = {
  encounter: 'e1',
  ticket: 't1',
  person: 'p1',
  clinic: 'noi',
  doctor: 'doctor-1',
  mainDiagnosis: 'J18.9',
  ageYears: 34,
  sex: 'female',
  retention: 'outpatient',
};
const period = { from: '2026-11-24', to: '2026-11-24' };

describe('the province', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [analytics] });
  });
  afterEach(() => stage.close());
  const asked = (hospital: string) => ({
    hospital,
    template: 'general',
    level: 'basic',
    facilityCode: '75003',
    payTo: { bin: '970436', account: '1', name: 'BV' },
    extraRetentionYears: 0,
    imagingPilot: false,
    teleconsultHub: false,
  });
  it('knows each hospital from its request on, once however often it is asked for, and announces each time', async () => {
    await stage.announce(hospitalRequested, asked('long-khanh'), 'platform');
    await stage.announce(hospitalRequested, asked('cam-my'), 'platform');
    await stage.announce(hospitalRequested, asked('cam-my'), 'platform');
    const { body } = await stage.request('GET /v1/province/hospitals', {}, { as: 'province' });
    expect(body.items).toEqual([
      { hospital: 'cam-my', template: 'general', level: 'basic', facilityCode: '75003' },
      { hospital: 'long-khanh', template: 'general', level: 'basic', facilityCode: '75003' },
    ]);
    const listed = stage.events().filter(({ name }) => name === 'analytics.hospital-listed');
    expect(listed.map(({ data }) => data)).toEqual([
      { hospital: 'long-khanh' },
      { hospital: 'cam-my' },
      { hospital: 'cam-my' },
    ]);
  });
  it('alone sees that list', async () => {
    for (const as of ['admin', 'doctor', 'operator'] as const)
      expect((await stage.request('GET /v1/province/hospitals', {}, { as })).status).toBe(403);
  });
});

describe('the province lake', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [analytics] });
  });
  afterEach(() => stage.close());

  it('answers with no figures before anything happened', async () => {
    expect(await stage.request('GET /v1/province/overview', period, { as: 'province' })).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });
  it('shows tickets, waits, visits, money and locked records by hospital', async () => {
    await stage.announce(ticketIssued, {
      ticket: 't1',
      clinic: 'noi',
      person: 'p1',
      number: 1,
      priority: 3,
      channel: 'kiosk',
    });
    await stage.announce(ticketCalled, { ticket: 't1', clinic: 'noi', person: 'p1', number: 1, waitedSeconds: 600 });
    await stage.announce(encounterClosed, visit);
    await stage.announce(billPaid, {
      bill: 'b1',
      encounter: 'e1',
      person: 'p1',
      receipt: 'r1',
      total: 200_000,
      fundPays: 160_000,
      patientPays: 40_000,
    });
    await stage.announce(recordLocked, {
      document: 'd1',
      encounter: 'e1',
      person: 'p1',
      sha256: 'ab',
      lockedUntil: '2042-01-01T00:00:00.000Z',
    });
    const { body } = await stage.request('GET /v1/province/overview', period, { as: 'province' });
    expect(body.items).toEqual([
      {
        hospital: 'long-khanh',
        tickets: 1,
        visits: 1,
        meanWaitMinutes: 10,
        paidBills: 1,
        total: 200_000,
        fundPays: 160_000,
        patientPays: 40_000,
        lockedRecords: 1,
      },
    ]);
  });
  it('counts an event once though it is delivered three times', async () => {
    const envelope = await stage.announce(ticketIssued, {
      ticket: 't1',
      clinic: 'noi',
      person: 'p1',
      number: 1,
      priority: 3,
      channel: 'kiosk',
    });
    for (let again = 0; again < 2; again++) {
      // As if the process had died after the fact was appended and before the inbox mark was kept.
      stage.embedded.database.run("DELETE FROM items WHERE pk LIKE 'INBOX#%'");
      await stage.request('GET /v1/province/overview', period, { as: 'province' });
      stage.embedded.database.run("UPDATE letters SET state = 'waiting', due = 0 WHERE id LIKE ?", `${envelope.id}%`);
      stage.embedded.onEvents();
      await stage.settle();
    }
    const { body } = await stage.request('GET /v1/province/overview', period, { as: 'province' });
    expect(body.items[0].tickets).toBe(1);
  });
  it('hides a disease count under five, and what would give it away', async () => {
    for (let n = 0; n < 5; n++) await stage.announce(encounterClosed, { ...visit, encounter: `e${n}` });
    await stage.announce(encounterClosed, { ...visit, encounter: 'e9', mainDiagnosis: 'A15.0' });
    const { body } = await stage.request('GET /v1/province/diseases', period, { as: 'province' });
    // The one case of chapter I would be what is missing from the hospital's total.
    expect(body.items).toEqual([{ hospital: 'long-khanh', chapter: 'other', ageBand: 'other', visits: 6 }]);
  });
  it('counts a visit after midnight in Bien Hoa on the new day, which is 17:00 UTC', async () => {
    stage.setClock('2026-11-24T17:00:01.000Z');
    await stage.announce(ticketIssued, {
      ticket: 't1',
      clinic: 'noi',
      person: 'p1',
      number: 1,
      priority: 3,
      channel: 'kiosk',
    });
    expect((await stage.request('GET /v1/province/overview', period, { as: 'province' })).body.items).toEqual([]);
    expect(
      (await stage.request('GET /v1/province/overview', { from: '2026-11-25', to: '2026-11-25' }, { as: 'province' }))
        .body.items,
    ).toHaveLength(1);
  });
  it('counts money and locked records of a day on which nobody took a number', async () => {
    const paid = {
      bill: 'b1',
      encounter: 'e1',
      person: 'p1',
      receipt: 'r1',
      total: 9_000,
      fundPays: 0,
      patientPays: 9_000,
    };
    await stage.announce(billPaid, paid);
    const { body } = await stage.request('GET /v1/province/overview', period, { as: 'province' });
    expect(body.items).toMatchObject([{ hospital: 'long-khanh', tickets: 0, meanWaitMinutes: null, total: 9_000 }]);
  });
  it('shows a hospital nothing of the province', async () => {
    expect((await stage.request('GET /v1/province/overview', period, { as: 'admin' })).status).toBe(403);
  });
});
