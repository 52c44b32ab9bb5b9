import { createHash } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { type Trust, trustOf } from '../../functions/identity/chip/trust.ts';
import { type ChipReading, verifyChip } from '../../functions/identity/chip/verify-chip.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import {
  type Chip,
  faceFile,
  type Holder,
  issueChip,
  type Maker,
  newAuthority,
  newSigner,
} from '../../test/chip/issue-chip.ts';
import { median, rounded } from '../figures.ts';
import type { Line, Row } from '../row.ts';

const least = 100;
const peerName = 'pkijs 4.0.0';
const cards = 20;
const rounds = 7;
const secondsPerTurn = 0.5;
const warmUpTurns = 2;
const now = new Date('2026-11-24T01:00:00.000Z');
const days = { from: new Date('2021-01-01T00:00:00Z'), to: new Date('2036-01-01T00:00:00Z') };

/** An invented person; 099 is no province. */
const holder = (nth: number): Holder => ({
  citizenNumber: `099085${String(nth).padStart(6, '0')}`,
  fullName: 'Trần Văn Thử',
  birthDate: '1985-08-15',
  sex: 'male',
  residence: 'Ấp Mẫu, Xã Thử, Đồng Nai',
  issueDate: '2021-06-20',
  expiryDate: '2031-08-15',
});

/** Runs per second of CPU time (user and system), so that neighbours on the machine count less. */
async function perSecond(work: (nth: number) => unknown): Promise<number> {
  const started = process.cpuUsage();
  const until = performance.now() + secondsPerTurn * 1000;
  let runs = 0;
  while (performance.now() < until) await work(runs++);
  const { user, system } = process.cpuUsage(started);
  return runs / ((user + system) / 1e6);
}

/** Passive authentication with the library alone, as its documents show: parse, signature, chain, hashes. */
async function verifyWithPeer({ sod, groups }: ChipReading, root: pki.Certificate): Promise<boolean> {
  const outer = asn1.fromBER(sod).result;
  if (!(outer instanceof asn1.Constructed)) return false;
  const [inner] = outer.valueBlock.value;
  const signed = new pki.SignedData({ schema: new pki.ContentInfo({ schema: inner }).content });
  const isGenuine = await signed.verify({ signer: 0, trustedCerts: [root], checkChain: true, checkDate: now });
  const list = asn1.fromBER(signed.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer()).result;
  if (!isGenuine || !(list instanceof asn1.Sequence)) return false;
  const pairs = list.valueBlock.value[2];
  if (!(pairs instanceof asn1.Sequence)) return false;
  return pairs.valueBlock.value.every((pair) => {
    if (!(pair instanceof asn1.Sequence)) return false;
    const [number, hash] = pair.valueBlock.value;
    if (!(number instanceof asn1.Integer) || !(hash instanceof asn1.OctetString)) return false;
    const file = groups.get(number.valueBlock.valueDec);
    return !!file && createHash('sha256').update(file).digest().equals(hash.valueBlock.valueHexView);
  });
}

const isTaken = (chip: Chip, trust: Trust): boolean => {
  const read = verifyChip(chip, trust, now);
  return !isRefusal(read) && read.assurance === 'chip_verified';
};

async function speedLine(chips: readonly Chip[], root: Maker, trust: Trust): Promise<Line> {
  const chip = (nth: number): Chip => chips[nth % chips.length] ?? { sod: new Uint8Array(), groups: new Map() };
  const ours = (nth: number): void => {
    if (!isTaken(chip(nth), trust)) throw new Error('a genuine chip was refused');
  };
  const theirs = async (nth: number): Promise<void> => {
    if (!(await verifyWithPeer(chip(nth), root.certificate))) throw new Error('the peer refused a genuine chip');
  };
  for (let turn = 0; turn < warmUpTurns; turn++) {
    await perSecond(ours);
    await perSecond(theirs);
  }
  const seen: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await perSecond(ours) : await perSecond(theirs);
    const second = round % 2 === 0 ? await perSecond(theirs) : await perSecond(ours);
    seen.push(round % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const own = median(seen.map((round) => round.ours));
  const other = median(seen.map((round) => round.theirs));
  const bytes = [...chip(0).groups.values()].reduce((sum, file) => sum + file.length, 0);
  return {
    promise: `chip verification at least ${least} a second on one core`,
    ours: { value: Math.round(own), unit: '/s of CPU' },
    peer: { name: peerName, value: Math.round(other), unit: '/s of CPU' },
    ratio: rounded(own / other),
    pass: own >= least,
    notes: [
      `P-256 authority, signer and ${cards} cards with DG1, DG2 and DG13 (${bytes} bytes), all steps and all parsing; the peer parses and checks signature, chain and hashes only`,
      `median of ${rounds} interleaved rounds of ${secondsPerTurn} s`,
    ],
  };
}

/** Chips that must not pass, each by what is wrong with it. */
async function badChips(root: Maker, signer: Maker, good: Chip): Promise<Record<string, Chip>> {
  const image = new Map([...good.groups, [2, faceFile(Buffer.from('ffd8ffe000', 'hex'))] as const]);
  const other = await issueChip(signer, holder(2));
  const ended = await newSigner(root, { from: days.from, to: new Date('2026-11-01') });
  const weak = await newSigner(root, { ...days, hash: 'SHA-1' });
  return {
    'changed portrait': { sod: good.sod, groups: image },
    'files of another card': { sod: good.sod, groups: other.groups },
    'forged chain with the right names': await issueChip(await newSigner(await newAuthority(days), days), holder(1)),
    'expired signer': await issueChip(ended, holder(1)),
    'expired card': await issueChip(signer, { ...holder(1), expiryDate: '2026-11-23' }),
    'SHA-1 in the list': await issueChip(signer, holder(1), { hash: 'SHA-1' }),
    'SHA-1 in the signature': await issueChip(weak, holder(1)),
    'signed by the authority itself': await issueChip(root, holder(1)),
    'no files': { sod: good.sod, groups: new Map() },
    'cut off': { sod: good.sod.subarray(0, -1), groups: good.groups },
  };
}

export const chips: Row = {
  async measure() {
    const root = await newAuthority(days);
    const signer = await newSigner(root, days);
    const trust = trustOf({ roots: [root.pem], revocationLists: [] });
    if (isRefusal(trust)) throw new Error(trust.refused);
    const good: Chip[] = [];
    for (let nth = 0; nth < cards; nth++) good.push(await issueChip(signer, holder(nth)));
    const [first] = good;
    if (!first) throw new Error('no chip was made');
    const bad = await badChips(root, signer, first);
    const wrongly = Object.keys(bad).filter((name) => bad[name] && isTaken(bad[name], trust));
    const refused = Object.keys(bad).length - wrongly.length;
    const speed = await speedLine(good, root, trust);
    return [
      speed,
      {
        promise: 'every bad chip is refused and every genuine one taken',
        ours: { value: refused, unit: 'refused' },
        peer: { name: 'all bad chips', value: Object.keys(bad).length, unit: 'refused' },
        ratio: rounded(refused / Object.keys(bad).length),
        pass: wrongly.length === 0 && good.every((chip) => isTaken(chip, trust)),
        notes: [`bad: ${Object.keys(bad).join(', ')}`, `taken wrongly: ${wrongly.join(', ') || 'none'}`],
      },
    ];
  },
};
