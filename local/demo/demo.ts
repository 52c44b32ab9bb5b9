import { randomBytes, randomInt } from 'node:crypto';
import * as z from 'zod';
import { seed as seedHospitals } from '../seed.ts';
import { type Bank, type Contract, openBank } from './bank.ts';
import { type Books, readBooks, type Trial, trialOf } from './books.ts';
import { type Traffic, trafficIn, untilQuiet } from './events.ts';
import { type Line, openLine } from './line.ts';
import { type PlayedVisit, playMorning } from './morning.ts';
import { type FoundPlace, findPlace, openChannel } from './places.ts';
import { planMorning } from './plan.ts';
import { openProgress } from './progress.ts';
import { seeded } from './random.ts';
import { waitsOf } from './registration.ts';
import {
  booksTable,
  placeTable,
  refusalTable,
  summary,
  timingTable,
  troubleTable,
  waitTable,
  workTable,
} from './report.ts';
import { deskOf, type WorkItem } from './till.ts';
import { calls } from './trouble.ts';
import { stepsOf } from './visit.ts';

interface DemoOptions {
  readonly url: string;
  /** Path of the bank's own statement. */
  readonly statement: string;
  /** Data folder of the server when it is the demo's own: nobody else uses it. */
  readonly data?: string;
  readonly visits: number;
  readonly seed: number;
  readonly atOnce: number;
}

/** Who reports which hospital's movements. */
const providers: Readonly<Record<string, Contract['provider']>> = {
  'dong-nai': 'sepay',
  'thong-nhat': 'vietqr-vn',
  'long-khanh': 'sepay',
  'nhi-dong': 'sepay',
  'cam-my': 'vietqr-vn',
};

/** Real milliseconds per visit between first and last arrival: 300 visits arrive within 36 seconds. */
const msPerVisit = 120;

const vietnamDay = (): string => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

/** Plays the demo and prints what came of it. @returns how many things were not as they must be. */
export async function playDemo(options: DemoOptions): Promise<number> {
  const { url, visits, seed, data } = options;
  const isOwn = data !== undefined;
  const line = openLine(url);
  const firstDay = vietnamDay();
  // References of the bank and citizen numbers must differ from those of earlier demos on the same server.
  const run = isOwn ? '0' : randomBytes(4).toString('hex').toUpperCase();
  const bank = openBank(line, options.statement, run);
  await seedHospitals(url);
  const places = await Promise.all(Object.keys(providers).map((hospital) => findPlace(line, hospital)));
  const before = new Map<string, Trial>();
  for (const { hospital, payTo } of places) {
    bank.open(hospital, payTo, await openChannel(line, hospital, providers[hospital] ?? 'sepay'));
    await deskOf(line, hospital).openTill();
    before.set(hospital, await trialOf(line, hospital, [firstDay]));
  }

  const salt = isOwn ? 0 : randomInt(1_000_000);
  const plans = planMorning(places, visits, seeded(seed), { salt, today: new Date() });
  const lasts = visits * msPerVisit;
  console.log(`A morning at ${places.length} hospitals: ${visits} visits, seed ${seed}, at ${url}`);
  console.log(`The patients of five and a half hours arrive within ${Math.round(lasts / 1000)} seconds.\n`);
  const started = performance.now();
  const onVisit = openProgress('visits', visits, process.stdout);
  const played = await playMorning(plans, line, bank, { lasts, atOnce: options.atOnce }, onVisit);
  await untilQuiet(line);
  let missed = 0;
  for (const { hospital, payTo } of places) missed += await deskOf(line, hospital).bring(bank, payTo.account);
  const { dead } = await untilQuiet(line);
  const faults: string[] = dead === 0 ? [] : [`${dead} events are dead letters`];
  const seconds = (performance.now() - started) / 1000;

  const locked = await checkRecords(line, played, faults);
  const days = [...new Set([firstDay, vietnamDay()])];
  const books = await readAll({ line, bank, days, run }, places, played, before);
  faults.push(...books.flatMap((one) => one.faults), ...doubledTickets(played), ...unexpected(line));
  const work = await workOf(line, places);
  if (isOwn) faults.push(...uncalled(played, places, work), ...lostAndFound(played, missed));
  if (isOwn) faults.push(...(await provinceDiffers(line, days, places, played, books)));
  print(played, locked, seconds, line, books, work, data === undefined ? undefined : trafficIn(data));
  console.log(`\nMinutes that these patients would wait, by the assumptions in distributions.json\n`);
  console.log(waitTable(waitsOf(plans, seeded(seed).branch('waits'))));
  for (const fault of faults) console.error(`  NOT AS IT MUST BE: ${fault}`);
  if (faults.length === 0) console.log('\nEverything agrees, entry by entry.');
  return faults.length;
}

function print(
  played: readonly PlayedVisit[],
  locked: number,
  seconds: number,
  line: Line,
  books: readonly Books[],
  work: ReadonlyMap<string, readonly WorkItem[]>,
  traffic: Traffic | undefined,
): void {
  console.log(`\nPlayed in ${seconds.toFixed(1)} s.\n\n${summary(played, locked, traffic)}`);
  console.log(`\nPlanted trouble\n\n${troubleTable(played)}`);
  console.log(`\nRefusals, all of them wanted\n\n${refusalTable(line)}`);
  console.log(`\nAs the caller felt it\n\n${timingTable(line)}`);
  console.log(`\nWhat waits for a person\n\n${workTable(work)}`);
  console.log(`\nDong that arrived, and where it went\n\n${placeTable(books)}`);
  console.log(`\nEach ledger beside the bank's own statement\n\n${booksTable(books)}`);
}

const workOf = async (line: Line, places: readonly FoundPlace[]): Promise<Map<string, readonly WorkItem[]>> =>
  new Map(
    await Promise.all(places.map(async ({ hospital }) => [hospital, await deskOf(line, hospital).work()] as const)),
  );

/** Each trouble has called its person, at its hospital, once; nobody was called for nothing. */
function uncalled(
  played: readonly PlayedVisit[],
  places: readonly FoundPlace[],
  work: ReadonlyMap<string, readonly WorkItem[]>,
): string[] {
  const paid = played.filter(({ bill }) => bill.payload !== undefined);
  const kinds = Object.entries(calls);
  const called = [...work.values()].flat();
  const counted = kinds.map(([trouble, kind]) => [
    kind,
    paid.filter(({ plan }) => plan.trouble === trouble).length,
    called.filter((item) => item.kind === kind).length,
  ]);
  const unknown = called.filter(({ kind }) => !kinds.some(([, known]) => known === kind));
  return [
    ...(places.length === work.size ? [] : ['a hospital tells nothing of its open work']),
    ...counted.flatMap(([kind, wanted, found]) =>
      wanted === found ? [] : [`${kind} should have called ${wanted} times, not ${found}`],
    ),
    ...unknown.map(({ kind, reference }) => `nobody expected ${kind} for ${reference}`),
  ];
}

/** The statements told of every movement of which no call came, and of nothing else. */
function lostAndFound(played: readonly PlayedVisit[], missed: number): string[] {
  const lost = played.filter(({ plan, bill }) => plan.trouble === 'lost' && bill.payload !== undefined).length;
  return lost === missed ? [] : [`${lost} calls were lost, the statements told of ${missed}`];
}

/** Every record is signed, locked and unchanged. @returns how many are */
async function checkRecords(line: Line, played: readonly PlayedVisit[], faults: string[]): Promise<number> {
  let locked = 0;
  for (const { plan, encounter } of played) {
    const found = await stepsOf(line, plan.hospital).lockedDocument(encounter);
    if (found.sha256Matches && found.signatureValid && found.lockedUntil !== undefined) locked++;
    else faults.push(`the record of ${encounter} is not as it was signed`);
  }
  return locked;
}

const nothing: Trial = { total: 0, suspense: 0, cash: 0, deposits: 0, refunds: 0 };

async function readAll(
  sources: { line: Line; bank: Bank; days: readonly string[]; run: string },
  places: readonly FoundPlace[],
  played: readonly PlayedVisit[],
  before: ReadonlyMap<string, Trial>,
): Promise<Books[]> {
  const books: Books[] = [];
  for (const place of places) {
    const own = played.filter(({ plan }) => plan.hospital === place.hospital);
    books.push(await readBooks(sources, place, own, before.get(place.hospital) ?? nothing));
  }
  return books;
}

/** Refusals that the plan wants, and those that ask for patience. Any other is a fault. */
const wanted =
  /^(409 (charges-pending|hospital-unready|busy|ticket-already-held)|401 (INVALID_TOKEN|signature not accepted)|400 (INVALID_BODY|body not understood)) /;

const unexpected = ({ refusals }: Line): string[] =>
  [...refusals].filter(([name]) => !wanted.test(name)).map(([name, count]) => `${count} times ${name}`);

function doubledTickets(played: readonly PlayedVisit[]): string[] {
  const numbers = played.map(({ plan, number }) => `${plan.hospital}/${plan.clinic}/${number}`);
  return numbers.filter((one, at) => numbers.indexOf(one) !== at).map((one) => `number ${one} was given twice`);
}

const Overview = z.object({
  items: z.array(
    z.object({
      hospital: z.string(),
      tickets: z.int(),
      visits: z.int(),
      paidBills: z.int(),
      patientPays: z.int(),
      lockedRecords: z.int(),
    }),
  ),
});

/** The province's figures are those of the morning, and its answer holds no person. */
async function provinceDiffers(
  line: Line,
  days: readonly string[],
  places: readonly FoundPlace[],
  played: readonly PlayedVisit[],
  books: readonly Books[],
): Promise<string[]> {
  const period = { from: days[0], to: days.at(-1) };
  const reply = await line.ask('province', undefined, 'GET /v1/province/overview', period);
  const { items } = Overview.parse(reply.body);
  const faults = places.flatMap(({ hospital }) => {
    const own = played.filter(({ plan }) => plan.hospital === hospital);
    const due = own.reduce((total, { bill }) => total + bill.patientPays, 0);
    const paid = books.find(({ place }) => place.hospital === hospital)?.paidBills ?? 0;
    const expected = [own.length, own.length, paid, due, own.length].join(' ');
    const found = items.find((item) => item.hospital === hospital);
    const seen = found
      ? [found.tickets, found.visits, found.paidBills, found.patientPays, found.lockedRecords].join(' ')
      : 'nothing';
    return own.length === 0 || seen === expected ? [] : [`the province sees ${seen} at ${hospital}, not ${expected}`];
  });
  const named = played.filter(({ person, encounter }) => reply.text.includes(person) || reply.text.includes(encounter));
  return [...faults, ...named.map(({ person }) => `the province's figures name ${person}`)];
}
