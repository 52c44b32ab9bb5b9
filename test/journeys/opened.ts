import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBank } from '../../local/demo/bank.ts';
import { openLine } from '../../local/demo/line.ts';
import { openChannel } from '../../local/demo/places.ts';
import type { PlannedVisit } from '../../local/demo/plan.ts';
import { playVisit, stepsOf } from '../../local/demo/visit.ts';
import { claimsOf, TokenRequest } from '../../local/personas.ts';
import { openProvince } from '../../local/province.ts';
import { seed, seedHospitals } from '../../local/seed.ts';
import { openEmbedded } from '../../shared/embedded/source.ts';

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
    way: 'qr',
    trouble: 'none',
    ...rest,
  };
};

/** Where there is one, journeys are played against this address instead of a province of their own. */
const deployed = process.env['PROVINCE_URL'];
/** Whether journeys are played against the deployed stacks, where no process can be killed and no clock turned. */
export const isDeployed = deployed !== undefined;

/** What a token is to say; it is the caller's own and an hour old at most unless told otherwise. */
export interface Bearer {
  readonly persona: string;
  /** Not needed for the province and the operator. */
  readonly hospital?: string;
  readonly number?: number;
  /** Made at this moment, ISO 8601; it ends an hour later. */
  readonly at?: string;
  /** Signed by a key that this province does not know. */
  readonly strange?: boolean;
}

/** A province with the five hospitals, as a journey finds it. */
interface Ground {
  readonly url: string;
  token(bearer: Bearer): Promise<string>;
  /** Resolves when every event has been handled. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** In this process, on a folder of its own and a free port. */
async function onMachine(folder: string): Promise<Ground> {
  const province = await openProvince({ folder, port: 0 });
  await seed(province.url);
  return {
    url: province.url,
    async token({ at, strange, ...asked }) {
      const claims = claimsOf(TokenRequest.parse(asked));
      if (!claims) throw new Error(`no place for ${JSON.stringify(asked)}`);
      const moment = at === undefined ? new Date() : new Date(at);
      if (!strange) return province.embedded.issuer.issue(claims, moment);
      const stranger = openEmbedded({ path: ':memory:' });
      try {
        return await stranger.issuer.issue(claims, moment);
      } finally {
        stranger.close();
      }
    },
    settle: () => province.relay.settled(5_000),
    close: () => province.close(),
  };
}

/** @throws when the rehearsal refuses. */
async function tellGate(path: string, body: object = {}): Promise<{ token?: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${deployed}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as { token?: string };
}

/** The deployed stacks, begun anew for this journey (`test/cloud`). */
async function onCloud(url: string): Promise<Ground> {
  await tellGate('/local/anew');
  return {
    url,
    async token(bearer) {
      const own = bearer.at === undefined && !bearer.strange;
      return (await tellGate(own ? '/local/token' : '/local/forgery', bearer)).token ?? '';
    },
    async settle() {
      await tellGate('/local/settled');
    },
    close: async () => undefined,
  };
}

/** The whole province with the five hospitals, spoken to over HTTP. */
export async function openJourney() {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'));
  const ground = await (deployed === undefined ? onMachine(folder) : onCloud(deployed));
  const line = openLine(ground.url);
  return {
    folder,
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
    token: ground.token,
    settle: ground.settle,
    async close() {
      await ground.close();
      // The log is written every half second, and once more after the last request.
      await pause(600);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Journey = Awaited<ReturnType<typeof openJourney>>;
