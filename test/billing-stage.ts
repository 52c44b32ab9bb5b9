import { createHmac } from 'node:crypto';
import { billing } from '../functions/billing/index.ts';
import { encounterOpened, encounterState } from '../shared/contracts/encounters.ts';
import { personFacts } from '../shared/contracts/identity.ts';
import { coverageOf } from '../shared/contracts/insurance.ts';
import { billables, orderPlaced } from '../shared/contracts/records.ts';
import { hospitalRequested } from '../shared/contracts/tenants.ts';
import { answer, context } from '../shared/kernel/doors.ts';
import { PersonId, platform, ServiceCode } from '../shared/kernel/ids.ts';
import { localDay } from '../shared/kernel/time.ts';
import type { WorldSource } from '../shared/ports/source.ts';
import { type Asking, openStage } from './stage.ts';

/** Invented numbers of the receiving accounts. */
export const receiving = { 'long-khanh': '0121000456789', 'thong-nhat': '0121000999999' } as const;
type Hospital = keyof typeof receiving;
const sepaySecret = 'whsec_of_the_test_hospital';
export const vietqrClient = { username: 'dn-hospital-01', password: 'S3cret/pa:ss+word' };

interface KnownVisit {
  state: 'open' | 'closed';
  person: string;
  items: { source: string; code: string; quantity: number }[];
}

/** A transfer as SePay reports it; what is not said is an ordinary one. */
export interface Transfer {
  readonly amount: number;
  readonly content: string;
  /** Empty where the bank names none. */
  readonly reference?: string;
  readonly account?: string;
  /** The virtual account that the payer saw, behind which the account lies. */
  readonly virtual?: string;
  readonly out?: boolean;
  readonly id?: number;
  /** `2026-11-24`: the bank's day. */
  readonly date?: string;
}

/** Billing with neighbours that know the visits of the test, in two hospitals. */
export async function openBillingStage(
  options: {
    level?: 'initial' | 'basic' | 'specialised';
    template?: string;
    now?: string;
    /** Where the data lie, instead of in memory. */
    folder?: string;
    disturb?: (source: WorldSource) => WorldSource;
  } = {},
) {
  const known = new Map<string, KnownVisit>();
  const covered = new Map<string, object>();
  /** Visits that are closed while their record still takes an order that was under way. */
  const stillOpen = new Set<string>();
  /** Persons of whom the hospital never heard; it knows everybody else. */
  const strangers = new Set<string>();
  const neighbours = context('neighbours', {
    encounters: answer(encounterState, {
      summary: 'The visits of the test',
      handle: async ({ encounter }) => {
        const visit = known.get(encounter);
        if (!visit) return { state: 'unknown' as const };
        return {
          state: visit.state,
          person: PersonId.parse(visit.person),
          examination: ServiceCode.parse('KHAM'),
        };
      },
    }),
    identity: answer(personFacts, {
      summary: 'The persons of the test',
      handle: async ({ person }) => ({ known: !strangers.has(person) }),
    }),
    insurance: answer(coverageOf, {
      summary: 'The insurance of the test',
      handle: async ({ person }) => coverageOf.output.parse({ coverage: covered.get(person) }),
    }),
    records: answer(billables, {
      summary: 'The orders of the test',
      handle: async ({ encounter }) => ({
        final: known.get(encounter)?.state === 'closed' && !stillOpen.has(encounter),
        items: (known.get(encounter)?.items ?? []).map((item) => ({ ...item, code: ServiceCode.parse(item.code) })),
      }),
    }),
  });
  const { now, folder, disturb } = options;
  const stage = openStage({
    contexts: [billing, neighbours],
    ...(now && { now }),
    ...(folder && { folder }),
    ...(disturb && { disturb }),
  });
  const { directory } = await stage.embedded.ports(platform, 'tenants');
  const admit = async (hospital: Hospital, paymentProviders?: string[]) => {
    const ports = await stage.embedded.ports(stage.hospital, 'tenants');
    const own = hospital === stage.hospital ? ports.directory : directory;
    await own.claim('hospital', hospital);
    await stage.announce(
      hospitalRequested,
      {
        hospital,
        template: options.template ?? 'general',
        level: options.level ?? 'specialised',
        facilityCode: '75009',
        payTo: { bin: '970436', account: receiving[hospital], name: `BV ${hospital.toUpperCase()}` },
        extraRetentionYears: 0,
        imagingPilot: false,
        teleconsultHub: false,
        ...(paymentProviders && { paymentProviders }),
      },
      platform,
    );
  };
  await admit('long-khanh');
  await admit('thong-nhat');
  let sources = 0;
  let references = 0;

  const self = Object.assign(stage, {
    known,
    stillOpen,
    strangers,
    admit,
    /** Opens a visit with its examination. */
    async open(encounter: string, person = `person-of-${encounter}`, hospital: Hospital = 'long-khanh') {
      known.set(encounter, { state: 'open', person, items: [] });
      const fact = { encounter, ticket: 't-1', person, clinic: 'noi', examination: 'KHAM', doctor: 'doctor-1' };
      await stage.announce(encounterOpened, fact, hospital);
    },
    /** Orders something; `announced: false` leaves the charge on its way. */
    async order(encounter: string, code: string, quantity = 1, more: { announced?: boolean; tenant?: Hospital } = {}) {
      const visit = known.get(encounter);
      if (!visit) throw new Error('no such visit');
      const item = { source: `order-${++sources}`, code, quantity };
      visit.items.push(item);
      const fact = { encounter, person: visit.person, items: [item] };
      if (more.announced !== false) await stage.announce(orderPlaced, fact, more.tenant ?? 'long-khanh');
      return item;
    },
    cover(person: string, more: object = {}) {
      covered.set(person, { benefit: '4', route: 'registered', state: 'confirmed', ...more });
    },
    closeVisit(encounter: string) {
      const visit = known.get(encounter);
      if (visit) visit.state = 'closed';
    },
    askBill: (encounter: string, hospital: Hospital = 'long-khanh') =>
      stage.request('POST /v1/encounters/{encounter}/bills', { encounter }, { as: 'cashier', hospital }),
    /** A closed visit without insurance that costs 110,000 dong, billed. */
    async billed(encounter: string, hospital: Hospital = 'long-khanh') {
      await self.open(encounter, undefined, hospital);
      await self.order(encounter, 'SA-BUNG', 1, { tenant: hospital });
      self.closeVisit(encounter);
      return (await self.askBill(encounter, hospital)).body;
    },
    bill: async (bill: string) => (await stage.request('GET /v1/bills/{bill}', { bill }, { as: 'cashier' })).body,
    async sepay(hospital: Hospital = 'long-khanh', secret = sepaySecret): Promise<string> {
      const asking = { as: 'admin' as const, hospital };
      const reply = await stage.request('POST /v1/payment-channels', { provider: 'sepay', secret }, asking);
      const channel = String(reply.body.channel);
      await self.letChannel(channel, hospital);
      return channel;
    },
    async vietqr(): Promise<string> {
      const input = { provider: 'vietqr-vn', ...vietqrClient };
      const opened = await stage.request('POST /v1/payment-channels', input, { as: 'admin' });
      const channel = String(opened.body.channel);
      await self.letChannel(channel);
      return channel;
    },
    /** A second administrator lets what the first changed about a channel, as it stands now. */
    async letChannel(channel: string, hospital: Hospital = 'long-khanh', approve = true) {
      const asking = { as: 'admin' as const, number: 2, hospital };
      const { items } = (await stage.request('GET /v1/payment-channels', { limit: 50 }, asking)).body;
      const version = items.find((one: { channel: string }) => one.channel === channel)?.change?.version ?? 1;
      const decision = { channel, version, approve };
      return stage.request('POST /v1/payment-channels/{channel}/decision', decision, asking);
    },
    /** A second administrator decides on an applied statement, as it stands now. */
    async letStatement(id: string, hospital: Hospital = 'long-khanh', approve = true) {
      const asking = { as: 'admin' as const, number: 2, hospital };
      const { request } = (await stage.request('GET /v1/bank-statements/{import}', { import: id }, asking)).body;
      const decision = { import: id, version: request?.version ?? 1, approve };
      return stage.request('POST /v1/bank-statements/{import}/decision', decision, asking);
    },
    /** Two administrators bring a statement: one applies it, another lets it where it has money to settle. @returns what the check said, with the import */
    async bringStatement(content: string, more: object = {}) {
      const send = (apply: object) =>
        stage.request('POST /v1/bank-statements', { layout: 'csv', content, ...more, ...apply }, { as: 'admin' });
      const checked = (await send({})).body;
      const { body } = await send({ apply: checked.digest });
      if (body.state === 'awaiting') await self.letStatement(body.import);
      await stage.settle();
      return { ...checked, import: String(body.import) };
    },
    bodyOf(transfer: Transfer): string {
      const serial = ++references;
      return JSON.stringify({
        gateway: 'Vietcombank',
        transactionDate: `${transfer.date ?? '2026-11-24'} 08:00:00`,
        accountNumber: transfer.account ?? receiving['long-khanh'],
        subAccount: transfer.virtual ?? null,
        code: null,
        content: transfer.content,
        transferType: transfer.out ? 'out' : 'in',
        description: `BankAPINotify ${transfer.content}`,
        transferAmount: transfer.amount,
        referenceCode: transfer.reference ?? `FT${serial}`,
        accumulated: 0,
        id: transfer.id ?? 90_000 + serial,
      });
    },
    /** SePay calls with this body, signed now. */
    call(channel: string, rawBody: string, secret = sepaySecret, more: Pick<Asking, 'requestContext'> = {}) {
      const stamp = String(Math.floor(stage.now().getTime() / 1000));
      const mac = createHmac('sha256', secret).update(`${stamp}.${rawBody}`).digest('hex');
      const headers = { 'x-sepay-timestamp': stamp, 'x-sepay-signature': `sha256=${mac}` };
      return stage.request('POST /callbacks/sepay/{channel}', { channel }, { headers, rawBody, ...more });
    },
    pay: (channel: string, transfer: Transfer) => self.call(channel, self.bodyOf(transfer)),
    /** VietQR.vn fetches a token. */
    vietqrToken(channel: string) {
      const basic = Buffer.from(`${vietqrClient.username}:${vietqrClient.password}`).toString('base64');
      const asking = { headers: { authorization: `Basic ${basic}` }, rawBody: '' };
      return stage.request('POST /callbacks/vietqr-vn/{channel}/api/token_generate', { channel }, asking);
    },
    /** VietQR.vn fetches a token and reports the transfer with it. */
    async sync(channel: string, transfer: Transfer & { token?: string }) {
      const path = 'POST /callbacks/vietqr-vn/{channel}';
      const granted = await self.vietqrToken(channel);
      const token = transfer.token ?? String(granted.body.access_token);
      const body = {
        bankaccount: transfer.account ?? receiving['long-khanh'],
        amount: transfer.amount,
        transType: transfer.out ? 'D' : 'C',
        content: transfer.content,
        transactionid: `vq-${++references}`,
        transactiontime: stage.now().getTime(),
        referencenumber: transfer.reference ?? `FT${references}`,
        orderId: '',
      };
      return stage.request(
        `${path}/bank/api/transaction-sync`,
        { channel },
        { headers: { authorization: `Bearer ${token}` }, rawBody: JSON.stringify(body) },
      );
    },
    async books(hospital: Hospital = 'long-khanh') {
      const asking = { as: 'cashier' as const, hospital };
      const day = localDay(stage.now());
      const trial = (await stage.request('GET /v1/ledger/trial-balance', { day }, { ...asking, as: 'admin' })).body;
      const bank = (await stage.request('GET /v1/ledger/bank-entries', { day }, asking)).body;
      const work = (await stage.request('GET /v1/work-items', {}, asking)).body;
      const accounts: { account: string; balance: number }[] = trial.accounts;
      return {
        total: trial.total as number,
        balances: Object.fromEntries(accounts.map(({ account, balance }) => [account, balance])),
        bank: bank.entries as { reference: string; amount: number; account: string }[],
        work: (work.items as { kind: string }[]).map((item) => item.kind),
        items: work.items as Record<string, unknown>[],
      };
    },
    named: (name: string) => stage.events().filter((event) => event.name === name),
  });
  return self;
}
export type BillingStage = Awaited<ReturnType<typeof openBillingStage>>;
