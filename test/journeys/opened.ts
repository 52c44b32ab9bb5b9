import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBank } from '../../local/demo/bank.ts';
import { openLine } from '../../local/demo/line.ts';
import { openChannel } from '../../local/demo/places.ts';
import type { PlannedVisit } from '../../local/demo/plan.ts';
import { playVisit, stepsOf } from '../../local/demo/visit.ts';
import { openProvince } from '../../local/province.ts';
import { seed, seedHospitals } from '../../local/seed.ts';

export const receiving = {
  'long-khanh': { bin: '970418', account: '0990000000003' },
  'thong-nhat': { bin: '970415', account: '0990000000002' },
} as const;

let serial = 0;
/** The citizen card of somebody new: province 099 does not exist. */
export const aCard = (name = 'Nguyễn Thị Thử Nghiệm'): string =>
  `099190${String(++serial).padStart(6, '0')}||${name}|15041990|Nữ|Ấp 1, Xã Thử, Đồng Nai|01072024`;

/** A visit for a cough; a test names what of it matters. */
export const aVisit = (telling: Partial<PlannedVisit> & { card?: string; healthCard?: string } = {}): PlannedVisit => {
  const { card = aCard(), healthCard, ...rest } = telling;
  return {
    serial,
    hospital: 'long-khanh',
    clinic: 'noi',
    arrivesAt: 420,
    patient: { card, ageYears: 36, sex: 'female', route: 'registered', ...(healthCard && { healthCard }) },
    diagnosis: 'J20.9',
    note: 'Ho, sốt ba ngày.',
    orders: [{ code: 'XQ-NGUC', quantity: 1 }],
    lines: [],
    trouble: 'none',
    ...rest,
  };
};

/** The whole province on a folder of its own and a free port, with the five hospitals, spoken to over HTTP. */
export async function openJourney() {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'));
  const province = await openProvince({ folder, port: 0 });
  await seed(province.url);
  const line = openLine(province.url);
  return {
    folder,
    province,
    line,
    hospitals: seedHospitals.map(({ code }) => code),
    at: (hospital: string) => stepsOf(line, hospital),
    play: (telling: Parameters<typeof aVisit>[0] = {}) => playVisit(line, aVisit(telling)),
    /** A bank with accounts at these hospitals, which calls back by this provider. */
    async bank(provider: 'sepay' | 'vietqr-vn', ...hospitals: (keyof typeof receiving)[]) {
      const bank = openBank(line, join(folder, `bank-${provider}.jsonl`), provider === 'sepay' ? '5' : '7');
      for (const hospital of hospitals)
        bank.open(hospital, receiving[hospital], await openChannel(line, hospital, provider));
      return bank;
    },
    /** Waits until every event has been handled. */
    settle: () => province.relay.settled(5_000),
    async close() {
      await province.close();
      // The log is written every half second, and once more after the last request.
      await pause(600);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Journey = Awaited<ReturnType<typeof openJourney>>;
