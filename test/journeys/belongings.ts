import { randomUUID } from 'node:crypto';
import { registry } from '../../functions/registry.ts';
import type { Bank } from '../../local/demo/bank.ts';
import type { AnyRoute } from '../../shared/kernel/doors.ts';
import { routesOf } from '../../shared/runtime/house.ts';
import vectors from '../chip/openssl-chips.json' with { type: 'json' };
import { aMachine, type Machine } from '../device-stage.ts';
import { aFile, bodyOf, studyType } from '../dicom.ts';
import { fill, fitting, inputOf, NoText, textsIn, textsOf } from './inputs.ts';
import { aCard, type Journey } from './opened.ts';

/** A card whose holder goes to both hospitals. */
const [chip] = vectors.chips;
if (!chip) throw new Error('there is no chip to send');

/** Every route, as the registry has it now. */
export const routes: readonly AnyRoute[] = routesOf(registry).map(({ door }) => door);

/** Fields whose text names nothing that belongs to a hospital, each with the reason; these are tried with no foreign id. */
export const namesNothing: Readonly<Record<string, string>> = {
  clinic: 'a code that every hospital has: it always means the own clinic',
  place: 'as clinic',
  code: 'of a catalogue, or of a new hospital',
  drug: 'a code of the catalogue',
  unit: 'a word of the prescription',
  type: 'a type of FHIR',
  text: 'free text',
  note: 'free text',
  reason: 'free text, or a choice',
  name: 'a name that the caller gives',
  nameEn: 'as name',
  facilityCode: 'of a new hospital',
  administrator: 'a login inside the new hospital',
  bin: 'the number of a bank',
  account: 'of a new hospital: that a taken one is refused is a journey of its own',
  card: 'what a person carries from hospital to hospital',
  sod: 'as card: the chip of it',
  dg1: 'as card',
  dg2: 'as card',
  dg13: 'as card',
  roots: 'public certificates of authorities, given by the caller',
  revocationLists: 'as roots',
  month: 'a month: every hospital has its own of it',
  answer: 'lies in a month of the own hospital, and there is no other way to it',
  csv: 'a file of the caller; what its rows name is looked for in the own hospital',
  source: 'a charge inside a visit, behind the id of the visit',
  apply: 'the digest of such a file, keyed by the own hospital',
  secret: 'made up by the caller',
  username: 'as secret',
  password: 'as secret',
  certificate: 'made up by the caller',
  assertion: 'signed by the caller',
  after: 'a cursor: tried in a way of its own',
  instructions: 'free text',
  sourceIp: 'known by the edge, sent by nobody',
  letter: 'of the platform, which alone may look',
  folder: 'a part of an export, behind the id of a departure',
  file: 'as folder',
  manifestSha256: 'a hash that the caller read, beside the id of a departure',
  to: 'the hospital that shall receive (giving is meant to reach across), or a time of day',
  from: 'a time of day',
  time: 'as from',
  review: 'a quarter: every hospital has its own review of it',
  login: 'a name inside the own hospital: two hospitals may use the same one',
  till: 'a code that a hospital chose: it always means a drawer of its own',
  lines: 'charges of the bill that is named beside them',
  phone: 'a fact about a member of the own staff',
  email: 'as phone',
  taxCode: 'of a buyer or of the hospital itself, given by the caller',
  address: 'as taxCode',
  citizenId: 'as taxCode: it is printed and nothing is looked up by it',
  letters: 'of the own series of invoices',
  sameEntry: 'looked for in the own ledger, for the case that is named beside it',
  sameReference: 'as sameEntry',
  providerNumber: 'given by the provider of e-invoices',
  authorityCode: 'as providerNumber',
  virtualAccounts: 'numbers under which a provider reports the own account: its secret proves the call, not they',
  merchant: 'a number at a gateway, which proves nothing: the secret beside it does',
  accessKey: 'as merchant',
  clientId: 'as merchant',
  publicKey: 'of a bank, which may serve many hospitals: the address that it calls says which one it means',
  content: 'a file of the caller; another account than the own one is refused in it',
  payload: "what a phone or a sticker shows: another hospital's code is read like any stranger's, and finds no bill",
};

/** Texts that fit where nothing foreign is tried. */
const plainTexts: Readonly<Record<string, readonly string[]>> = {
  clinic: ['noi'],
  place: ['noi'],
  folder: ['tenants'],
  file: ['2026-11-24.json'],
  manifestSha256: ['0'.repeat(64)],
  code: ['XN-CTM', 'J20.9'],
  drug: ['T-PARA500'],
  unit: ['viên'],
  type: ['Condition'],
  text: ['Ghi thêm.'],
  note: ['Ghi thêm.'],
  reason: ['Xem giúp một lượt khám bị treo.'],
  name: ['Trần Thị Hai Nơi'],
  review: ['2026-Q4'],
  month: ['2026-10'],
  account: ['receivable:patient'],
  answer: ['0190-0000'],
  login: ['tran.hai.noi'],
  till: ['T01'],
  lines: ['examination'],
  phone: ['0900000000'],
  email: ['hai.noi@benh-vien.example'],
  taxCode: ['0100000000'],
  address: ['Ấp 1, Xã Thử, Đồng Nai'],
  citizenId: ['099190999999'],
  letters: ['TAA'],
  sameEntry: ['an-entry'],
  sameReference: ['FT-1'],
  providerNumber: ['NCC-1'],
  authorityCode: ['CQT-1'],
  from: ['07:00'],
  time: ['09:30'],
  to: ['dong-nai', '11:00'],
  // Somebody who goes to both.
  card: ['099190999999||Trần Thị Hai Nơi|15041990|Nữ|Ấp 1, Xã Thử, Đồng Nai|01072024'],
  sod: [chip.sod],
  dg1: [chip.dg1],
  dg2: [chip.dg2],
  dg13: [chip.dg13],
  roots: [chip.root],
  csv: ['source_id,full_name'],
  content: ['Ngày giao dịch,Số tham chiếu,Số tiền,Nội dung\n24/11/2026,FT-PLAIN,1000,x'],
  payload: ['00020101021138540010A00000072701240006970422011003523509170208QRIBFTTA53037045802VN630479DB'],
  source: ['examination'],
  virtualAccounts: ['96247VA01'],
  secret: ['a-secret-of-the-test-0001'],
  username: ['user-of-the-test'],
  password: ['a-secret-of-the-test-0002'],
};
/** Where the plain text of a name does not fit a route, or its fields do not stand alone. */
const fits: Readonly<Record<string, object>> = {
  'POST /v1/encounters/{encounter}/diagnoses': { code: 'J20.9', main: true },
  'POST /v1/coverages': { card: undefined, none: true },
  'POST /v1/chip-readings': { code: undefined },
  'PUT /v1/chip-roots': { revocationLists: [] },
  // The case that is known is about another patient's money, and ended by then.
  'POST /v1/refunds': { item: undefined },
  'POST /v1/work-items/{item}/resolution': { refund: undefined },
  'POST /v1/encounters/{encounter}/charge-corrections': { quantity: 1 },
};

/** Who may be a caller of a hospital. The others stand outside all of them. */
const outside = ['operator', 'province', 'provider', 'system', 'patient'];
export const callersOf = ({ who }: AnyRoute): string[] =>
  who === 'anyone' ? [] : who.filter((role) => !outside.includes(role));

/** Ids of one name that differ by what they are of: an import of patients is none of balances. */
const kindOf = (route: string, name: string): string =>
  `${new RegExp(`/([a-z-]+)/\\{${name}\\}`).exec(route)?.[1]}/${name}`;
export const idFor = ({ route }: AnyRoute, name: string, ids: ReadonlyMap<string, string>): string | undefined =>
  ids.get(kindOf(route, name)) ?? ids.get(name);

/** What belongs to one hospital, as its own answers said. */
export interface Belongings {
  readonly hospital: string;
  /** One id of each kind, under the name by which routes ask for it. */
  readonly ids: ReadonlyMap<string, string>;
  /** All texts that its answers held. */
  readonly said: ReadonlySet<string>;
  /** What was sent to each route, and under which key. */
  readonly sent: ReadonlyMap<string, { input: object; key: string }>;
  /** Where the next page begins, for each list that has a second one. */
  readonly cursors: ReadonlyMap<string, string>;
  readonly machine: Machine;
}

/**
 * An input with these ids; undefined as long as one of them is not known.
 * @param spare stands for a text that has no plain value: of routes that no caller of a hospital gets as far as reading
 */
export function inputWith(
  route: AnyRoute,
  ids: ReadonlyMap<string, string>,
  spare?: string,
): Record<string, unknown> | undefined {
  try {
    const filled = fill(inputOf(route), (name, shape) =>
      name in namesNothing ? (fitting(plainTexts[name] ?? [], shape) ?? spare) : idFor(route, name, ids),
    );
    return JSON.parse(JSON.stringify({ ...(filled as object), ...fits[route.route] })) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof NoText) return undefined;
    throw error;
  }
}

/** Routes that speak no JSON of ours, or would move the hospital itself. */
const isTellable = (route: AnyRoute): boolean =>
  route.dialect !== 'provider' && !route.route.startsWith('POST /dicomweb');

/**
 * Plays visits at a hospital, lets every caller of it use every route once with ids of its own, and gathers what it
 * was told. The second visit has a receipt number that a hospital with one visit does not have.
 */
export async function gather(
  journey: Journey,
  hospital: 'long-khanh' | 'thong-nhat',
  visits: number,
  { bank, departure }: { bank: Bank; departure: string },
): Promise<Belongings> {
  const ids = new Map<string, string>();
  const said = new Set<string>();
  const sent = new Map<string, { input: object; key: string }>();
  const cursors = new Map<string, string>();
  const hear = (body: unknown): void => {
    for (const { name, text } of textsIn(body)) {
      said.add(text);
      if (name !== '' && !ids.has(name)) ids.set(name, text);
    }
  };

  const receipts: string[] = [];
  for (let visit = 1; visit <= visits; visit++) {
    const name = hospital === 'long-khanh' ? 'Nguyễn Văn Long' : 'Lê Thị Thống';
    const { bill, ...played } = await journey.play({
      hospital,
      card: aCard(name),
      note: `Ghi chú riêng ở ${hospital}`,
    });
    // A part first where there are more visits: the last receipt then has a number that the other hospital has not.
    if (visits > 1) await bank.notify(bank.transfer(bill.payload ?? '', { amount: 1_000 }));
    const { payload } = await journey.at(hospital).readBill(bill.bill);
    await bank.notify(bank.transfer(payload ?? ''));
    await bank.notify(bank.transfer(bill.payload ?? '', { content: 'khong co ma', amount: 1_000 + visit }));
    const { receipts: given } = await journey.at(hospital).readBill(bill.bill);
    receipts.push(...given);
    for (const receipt of given) said.add(receipt);
    const { document } = await journey.at(hospital).lockedDocument(played.encounter);
    ids.clear();
    hear({ ...played, ...bill, document, receipt: receipts.at(-1), link: bill.link.split('/').at(-1) });
  }
  const { encounter, document } = Object.fromEntries(ids) as Record<'encounter' | 'document', string>;
  const record = await journey.at(hospital).readRecord(encounter);
  const condition = record.resources.find((one) => (one as { resourceType?: string }).resourceType === 'Condition');
  ids.set('id', String((condition as { id?: string } | undefined)?.id));
  const ask = (persona: string, route: string, input: object = {}) => journey.line.ask(persona, hospital, route, input);
  const items = async (persona: string, route: string) =>
    ((await ask(persona, route)).body as { items: Record<string, string>[] }).items;
  ids.set('item', `${(await items('cashier', 'GET /v1/work-items'))[0]?.['id']}`);
  ids.set('outgoing', String(ids.get('item')));
  // The channel that came with the hospital; the bank's own must go on.
  const requested = (await items('admin', 'GET /v1/payment-channels')).find((one) => Boolean(one['awaitsHandover']));
  ids.set('channel', `${requested?.['channel']}`);
  const given = { document, to: 'dong-nai', purpose: 'consultation', hours: 24 };
  hear((await ask('doctor', 'POST /v1/documents/{document}/grants', given)).body);
  const serial = `KIOSK-${hospital.toUpperCase()}`;
  await ask('admin', 'POST /v1/devices', { serial, kind: 'kiosk' });
  ids.set('serial', serial).set('device', serial);
  const root = hospital === 'long-khanh' ? '2.25.1001' : '2.25.1002';
  const image = { study: `${root}.1`, series: `${root}.2`, instance: `${root}.3` };
  for (const [name, id] of Object.entries(image)) ids.set(name, id);
  await storeImage(journey, hospital, { ...image, pixels: hospital.slice(0, 8) });
  await letSupportAsk(journey, hospital);
  ids.set('access', `${(await items('admin', 'GET /v1/support-accesses'))[0]?.['access']}`);

  const { bill } = Object.fromEntries(ids) as Record<'bill', string>;
  for (const [name, id] of Object.entries(await invoiced(journey, hospital, bill))) ids.set(name, id);

  for (const [kind, name, text] of await moveIn(journey, hospital)) {
    ids.set(`${kind}/import`, name);
    said.add(text);
  }
  ids.set('appointment', await booked(journey, hospital, `${ids.get('person')}`));
  const machine = aMachine(serial, new Date());
  await enrol(journey, hospital, machine);
  ids.set('fingerprint', machine.fingerprint);
  ids.set('departure', departure).set('hospital', hospital);

  for (let round = 1; round <= 2; round++)
    for (const route of routes.filter(isTellable)) {
      const [persona] = callersOf(route);
      const input = persona === undefined ? undefined : inputWith(route, ids);
      if (persona === undefined || !input || sent.has(route.route)) continue;
      const key = randomUUID();
      sent.set(route.route, { input, key });
      const { status, body, text } = await journey.line.tell(persona, hospital, route.route, input, { key });
      if (status === 400 || status === 401) throw new Error(`${hospital} cannot use ${route.route}: ${text}`);
      if (status >= 300) continue;
      hear(body);
      if (!textsOf(inputOf(route)).some(({ name }) => name === 'after')) continue;
      const page = await journey.line.tell(persona, hospital, route.route, { ...input, limit: 1 });
      const next = (page.body as { next?: string } | undefined)?.next;
      if (next !== undefined) cursors.set(route.route, next);
    }
  await journey.settle();
  return { hospital, ids, said, sent, cursors, machine };
}

/** A patient gets an invoice, in letters of the hospital's own, and a cashier asks that it is adjusted. */
async function invoiced(journey: Journey, hospital: string, bill: string) {
  const ask = async (persona: string, route: string, input: object) =>
    (await journey.line.ask(persona, hospital, route, input)).body as Record<string, string>;
  const letters = hospital === 'long-khanh' ? 'TLK' : 'TTN';
  await ask('admin', 'PUT /v1/invoice-settings', { form: '1', coded: true, letters });
  const { invoice = '' } = await ask('cashier', 'POST /v1/bills/{bill}/invoices', {
    bill,
    buyer: { name: 'Trần Hai' },
  });
  const asked = { invoice, lines: [{ text: 'Khám bệnh', amount: -1 }], reason: 'Ghi sai.' };
  const { change = '' } = await ask('cashier', 'POST /v1/invoices/{invoice}/adjustment', asked);
  return { invoice, change };
}

/** A patient is expected on Wednesday in a week or later, when clinics are open. */
async function booked(journey: Journey, hospital: string, person: string): Promise<string> {
  const ahead = new Date(Date.now() + 7 * 3_600_000);
  ahead.setUTCDate(ahead.getUTCDate() + 7 + ((10 - ahead.getUTCDay()) % 7));
  const asked = { clinic: 'noi', person, day: ahead.toISOString().slice(0, 10), time: '09:30' };
  const { status, body, text } = await journey.line.ask('reception', hospital, 'POST /v1/appointments', asked);
  if (status !== 201) throw new Error(text);
  return (body as { appointment: string }).appointment;
}

/** The operator asks for a look into the hospital, which its administrator may read. */
async function letSupportAsk(journey: Journey, hospital: string): Promise<void> {
  const asked = { hospital, reason: 'Xem giúp một lượt khám bị treo.', minutes: 5 };
  await journey.line.ask('operator', undefined, 'POST /v1/support-accesses', asked);
  await journey.settle();
}

/** Brings a patient, an appointment and an open balance of another system, and a bank statement; each import has an id. */
async function moveIn(journey: Journey, hospital: string): Promise<[kind: string, id: string, text: string][]> {
  const own = `BN-${hospital}`;
  const [today, tomorrow] = [0, 1].map((days) => new Date(Date.now() + (days * 24 + 7) * 3_600_000).toISOString());
  const csv = {
    'patient-imports': `source_id,full_name,birth_date,sex\n${own},Phạm Chuyển ${hospital},15/04/1990,nữ`,
    'appointment-imports': `source_ref,source_id,clinic,day,time\nH-${own},${own},noi,${tomorrow?.slice(0, 10)},08:00`,
    'balance-imports': `source_ref,source_id,kind,amount,as_of\nN-${own},${own},no,50000,${today?.slice(0, 10)}`,
  };
  const [year, month, day] = `${today?.slice(0, 10)}`.split('-');
  const content = `Ngày giao dịch,Số tham chiếu,Số tiền,Nội dung\n${day}/${month}/${year},S-${own},20000,Chuyển tiền`;
  const files: [kind: string, file: object][] = [
    ...Object.entries(csv).map(([kind, text]): [string, object] => [kind, { csv: text }]),
    ['bank-statements', { layout: 'csv', content, accountConfirmed: true }],
  ];
  const made: [string, string, string][] = [];
  for (const [kind, file] of files) {
    const send = async (more: object) =>
      (await journey.line.ask('admin', hospital, `POST /v1/${kind}`, { ...file, ...more })).body;
    const { digest } = (await send({})) as { digest: string };
    const { import: id, state } = (await send({ apply: digest })) as { import: string; state: string };
    if (state === 'awaiting') {
      const decision = { import: id, version: 1, approve: true };
      const second = { number: 2 };
      await journey.line.ask('admin', hospital, `POST /v1/${kind}/{import}/decision`, decision, second);
    }
    await journey.settle();
    made.push([kind, id, own]);
  }
  return made;
}

async function enrol(journey: Journey, hospital: string, { serial, certificate }: Machine): Promise<void> {
  const asked = await journey.line.ask('admin', hospital, 'PUT /v1/devices/{device}/claim-code', { device: serial });
  const { code } = asked.body as { code: string };
  await journey.line.ask('admin', hospital, 'POST /v1/device-claims/{serial}/enrolment', { serial, code, certificate });
}

/** A doctor of the hospital stores an image. */
export async function storeImage(journey: Journey, hospital: string, drawn: Parameters<typeof aFile>[0]) {
  const authorization = `Bearer ${await journey.token({ persona: 'doctor', hospital })}`;
  const headers = { authorization, 'content-type': studyType };
  const body = new Uint8Array(bodyOf([aFile(drawn)]));
  const route = 'POST /dicomweb/studies';
  const reply = await journey.line.send(route, '/dicomweb/studies', { method: 'POST', headers, body });
  if (reply.status !== 200) throw new Error(`${hospital} cannot store an image: ${reply.status}`);
}

/** A third hospital leaves, so that there is a departure that is neither's. */
export async function aDeparture(journey: Journey): Promise<string> {
  const route = 'POST /v1/hospitals/{hospital}/departure';
  const begun = await journey.line.ask('operator', undefined, route, { hospital: 'cam-my', reason: 'own-request' });
  return (begun.body as { departure: string }).departure;
}
