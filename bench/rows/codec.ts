import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeVietQr, encodeVietQr, type VietQrInput } from '../../functions/billing/vietqr.ts';
import { median, rounded } from '../figures.ts';
import { peer } from '../peers.ts';
import type { Line, Row } from '../row.ts';

const peerName = 'vietnam-qr-pay 1.5.1';

/** What of the peer is used (its README). */
interface PeerCode {
  isValid: boolean;
  category?: string;
  city?: string;
  zipCode?: string;
  merchant: { name?: string };
  additionalData: Record<string, string | undefined>;
  build(): string;
}
interface Peer {
  QRPay: {
    new (content: string): PeerCode;
    initVietQR(options: { bankBin: string; bankNumber: string; amount?: string; service?: string }): PeerCode;
  };
}

type Vector =
  | { id: string; kind: 'encode'; input: VietQrInput; expect: { ok: boolean; payload?: string } }
  | { id: string; kind: 'decode'; payload: string; expect: { ok: boolean } };

const rounds = 9;
const secondsPerTurn = 0.2;
const warmUpTurns = 2;
const batch = 500;

/** The peer's own names of the sub-fields of template 62, where they differ from ours. */
const peerFields: Record<string, string> = {
  storeLabel: 'store',
  referenceLabel: 'reference',
  terminalLabel: 'terminal',
};

/** Fills in and builds a code with the peer, as its README does. */
function encodeWithPeer({ QRPay }: Peer, input: VietQrInput): string {
  const { bankBin = '', account = '', service, amount } = input;
  const code = QRPay.initVietQR({
    bankBin,
    bankNumber: account,
    ...(amount === undefined ? {} : { amount }),
    ...(service === undefined ? {} : { service }),
  });
  if (input.mcc !== undefined) code.category = input.mcc;
  if (input.merchantName !== undefined) code.merchant.name = input.merchantName;
  if (input.city !== undefined) code.city = input.city;
  if (input.postalCode !== undefined) code.zipCode = input.postalCode;
  for (const [name, value] of Object.entries(input.additional ?? {})) {
    code.additionalData[peerFields[name] ?? name] = value;
  }
  return code.build();
}

/** Runs per second of CPU time (user and system), so that neighbours on the machine count less. */
function perSecond(work: () => unknown): number {
  const started = process.cpuUsage();
  const until = performance.now() + secondsPerTurn * 1000;
  let runs = 0;
  while (performance.now() < until) {
    for (let n = 0; n < batch; n++) work();
    runs += batch;
  }
  const { user, system } = process.cpuUsage(started);
  return runs / ((user + system) / 1e6);
}

/** Turn by turn in one process, and the one that begins changes each round. */
function beside(ours: () => unknown, theirs: () => unknown) {
  for (let turn = 0; turn < warmUpTurns; turn++) {
    perSecond(ours);
    perSecond(theirs);
  }
  const seen: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const own = perSecond(ours);
      seen.push({ ours: own, theirs: perSecond(theirs) });
    } else {
      const other = perSecond(theirs);
      seen.push({ ours: perSecond(ours), theirs: other });
    }
  }
  return {
    ours: median(seen.map((round) => round.ours)),
    theirs: median(seen.map((round) => round.theirs)),
    ratio: median(seen.map((round) => round.ours / round.theirs)),
  };
}

function speedLine(what: string, measured: ReturnType<typeof beside>, length: number): Line {
  return {
    promise: `VietQR ${what} at least as fast as the peer (ratio >= 1)`,
    ours: { value: Math.round(measured.ours), unit: '/s of CPU' },
    peer: { name: peerName, value: Math.round(measured.theirs), unit: '/s of CPU' },
    ratio: rounded(measured.ratio),
    pass: measured.ratio >= 1,
    notes: [`hospital payload of ${length} characters, median of ${rounds} interleaved rounds`],
  };
}

/** Whether the peer takes what must be refused; one that throws refuses as well. */
function accepts(work: () => boolean): boolean {
  try {
    return work();
  } catch {
    return false;
  }
}

function refusalLine(vectors: readonly Vector[], library: Peer): Line {
  const mustRefuse = vectors.filter((vector) => !vector.expect.ok);
  const mustAccept = vectors.filter((vector) => vector.expect.ok);
  const oursAccepts = (vector: Vector): boolean =>
    vector.kind === 'decode' ? decodeVietQr(vector.payload).ok : encodeVietQr(vector.input).ok;
  const peerAccepts = (vector: Vector): boolean =>
    accepts(() =>
      vector.kind === 'decode'
        ? new library.QRPay(vector.payload).isValid
        : encodeWithPeer(library, vector.input).length > 0,
    );
  const wronglyByUs = mustRefuse.filter(oursAccepts).map(({ id }) => id);
  const wronglyByPeer = mustRefuse.filter(peerAccepts).map(({ id }) => id);
  const missedByUs = mustAccept.filter((vector) => !oursAccepts(vector)).map(({ id }) => id);
  return {
    promise: 'VietQR refuses every bad vector that the peer wrongly accepts, and takes every good one',
    ours: { value: mustRefuse.length - wronglyByUs.length, unit: `of ${mustRefuse.length} refused` },
    peer: { name: peerName, value: mustRefuse.length - wronglyByPeer.length, unit: `of ${mustRefuse.length} refused` },
    ratio: rounded((mustRefuse.length - wronglyByUs.length) / Math.max(1, mustRefuse.length - wronglyByPeer.length)),
    pass: wronglyByUs.length === 0 && missedByUs.length === 0,
    notes: [
      `wrongly accepted by the peer: ${wronglyByPeer.join(', ') || 'none'}; by us: ${wronglyByUs.join(', ') || 'none'}`,
      `good vectors taken by us: ${mustAccept.length - missedByUs.length} of ${mustAccept.length}`,
    ],
  };
}

/** The payload is one that both write letter for letter, else their times would not compare. */
function hospitalCode(vectors: readonly Vector[], library: Peer): { input: VietQrInput; payload: string } {
  const found = vectors.find(({ id }) => id === 'S-E08');
  if (found?.kind !== 'encode' || found.expect.payload === undefined) throw new Error('vector S-E08 is not there');
  const { input } = found;
  const { payload } = found.expect;
  const own = encodeVietQr(input);
  if (!own.ok || own.payload !== payload) throw new Error('we do not write the hospital payload');
  if (encodeWithPeer(library, input) !== payload) throw new Error('the peer does not write the hospital payload');
  return { input, payload };
}

export const codec: Row = {
  async measure() {
    const library = peer('vietnam-qr-pay') as Peer;
    const path = join(import.meta.dirname, '..', '..', 'test', 'vectors', 'vietqr.json');
    const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] };
    const { input, payload } = hospitalCode(vectors, library);
    const encoding = beside(
      () => encodeVietQr({ ...input }),
      () => encodeWithPeer(library, input),
    );
    const decoding = beside(
      () => decodeVietQr(payload),
      () => new library.QRPay(payload).isValid,
    );
    return [
      speedLine('encode', encoding, payload.length),
      speedLine('strict decode', decoding, payload.length),
      refusalLine(vectors, library),
    ];
  },
};
