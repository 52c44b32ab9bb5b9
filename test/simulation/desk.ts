import type { Random } from '../../local/demo/random.ts';
import type { receiving } from '../billing-stage.ts';
import type { Reply } from '../stage.ts';

type Hospital = keyof typeof receiving;

/** Asks one of the doors as somebody of the desk, with one key until there is an answer. */
export type AskDesk = (
  as: 'cashier' | 'admin' | 'reception',
  hospital: Hospital,
  route: string,
  input: Record<string, unknown>,
) => Promise<Reply>;

interface Known {
  readonly hospital: Hospital;
  readonly bill: string;
  readonly encounter: string;
  readonly person: string;
}

const till = 'T01';
const note = 'Theo yêu cầu';

/**
 * What the people behind the desk do, often two of them at once: cash, deposits, the One Card, refunds by four eyes,
 * corrected charges, bills reckoned again and taken back. A refusal is an answer like any other; the books decide.
 */
export function deskOf<B extends Known>(random: Random, ask: AskDesk, known: readonly B[]) {
  const one = (): B | undefined => (known.length === 0 ? undefined : random.pick(known));
  /** Once, or twice at the same moment. */
  const perhapsTwice = (act: () => Promise<unknown>) => Promise.all(random.percent(35) ? [act(), act()] : [act()]);
  const billOf = async ({ hospital, bill }: Known) =>
    (await ask('cashier', hospital, 'GET /v1/bills/{bill}', { bill })).body;
  const heldBy = async ({ hospital, person }: Known): Promise<number> =>
    (await ask('cashier', hospital, 'GET /v1/persons/{person}/deposit', { person })).body?.balance ?? 0;
  /** The drawer is counted, rightly or not, and another person accepts the difference. */
  const count = async (hospital: Hospital, id: string): Promise<void> => {
    const { body } = await ask('admin', hospital, 'GET /v1/till-sessions/{session}', { session: id });
    const expected = Number(body?.expected ?? 0) + random.pick([0, 0, 0, -1_000, 2_000]);
    const counted = { '1000': Math.max(0, Math.floor(expected / 1_000)) };
    await perhapsTwice(() =>
      ask('cashier', hospital, 'POST /v1/till-sessions/{session}/closing', { session: id, count: counted }),
    );
    const seen = (await ask('admin', hospital, 'GET /v1/till-sessions/{session}', { session: id })).body;
    const decision = { session: id, approve: true, version: Number(seen?.version ?? 1), note };
    await ask('admin', hospital, 'POST /v1/till-sessions/{session}/closing/decision', decision);
  };
  /** The session of today; one of an earlier day is closed first. */
  const session = async (hospital: Hospital): Promise<string | undefined> => {
    const { day, items } = (await ask('admin', hospital, 'GET /v1/till-sessions', { open: 'true' })).body ?? {};
    const [before] = (items ?? []) as { session: string; day: string }[];
    if (before && before.day === day) return before.session;
    if (before) await count(hospital, before.session);
    const opened = await ask('cashier', hospital, 'POST /v1/till-sessions', { till, float: 500_000 });
    return opened.status === 201 ? opened.body.session : undefined;
  };

  return {
    async cash(): Promise<void> {
      const at = one();
      if (!at) return;
      await session(at.hospital);
      const { due } = await billOf(at);
      const amount = random.percent(60) ? due : random.int(1, Math.max(1, due));
      const input = { bill: at.bill, till, amount: Math.max(1, amount), tendered: Math.max(1, amount) + 1_000 };
      await perhapsTwice(() => ask('cashier', at.hospital, 'POST /v1/bills/{bill}/cash-payments', input));
    },
    async depositCash(): Promise<void> {
      const at = one();
      if (!at) return;
      await session(at.hospital);
      const input = { person: at.person, till, amount: random.int(1_000, 200_000) };
      await ask('cashier', at.hospital, 'POST /v1/persons/{person}/cash-deposits', input);
    },
    /** Pays out of the deposit, at two desks at once now and then. */
    async payFromDeposit(): Promise<void> {
      const at = one();
      if (!at) return;
      const { bill, hospital, person } = at;
      await session(hospital);
      const advance = { person, till, amount: random.int(1_000, 150_000) };
      if (random.percent(50)) await ask('cashier', hospital, 'POST /v1/persons/{person}/cash-deposits', advance);
      const amount = random.percent(50) ? {} : { amount: random.int(1, 60_000) };
      await perhapsTwice(() => ask('cashier', hospital, 'POST /v1/bills/{bill}/deposit-uses', { bill, ...amount }));
    },
    /** @returns the code and account of a top-up that somebody may pay */
    async topUp(): Promise<{ hospital: Hospital; code: string; amount: number } | undefined> {
      const at = one();
      if (!at) return undefined;
      const { hospital, person } = at;
      await ask('reception', hospital, 'POST /v1/persons/{person}/one-card', { person });
      const card = (await ask('cashier', hospital, 'GET /v1/persons/{person}/one-card', { person })).body;
      const amount = random.int(10_000, 100_000);
      const path = 'POST /v1/one-cards/{oneCard}/top-ups';
      const { status, body } = await ask('cashier', hospital, path, { oneCard: card.oneCard, amount });
      if (status !== 201) throw new Error(`no top-up: ${JSON.stringify(body)}`);
      return { hospital, code: random.percent(70) ? body.depositRequest : card.oneCard, amount };
    },
    /**
     * Two people give money back; the deposit may be spent meanwhile.
     * @returns the code and amount that the hospital's bank shall pay out, when it goes by transfer
     */
    async refund(): Promise<{ hospital: Hospital; code: string; amount: number } | undefined> {
      const at = one();
      const held = at ? await heldBy(at) : 0;
      if (!at || held === 0) return undefined;
      const { hospital, person } = at;
      const amount = random.percent(60) ? held : random.int(1, held);
      const isCash = random.percent(60);
      const way = isCash
        ? { kind: 'cash' }
        : { kind: 'transfer', bin: '970436', account: '0123456789', name: 'NGUYEN VAN THU' };
      const asked = await ask('cashier', hospital, 'POST /v1/refunds', {
        from: { kind: 'deposit', person },
        amount,
        way,
        note,
      });
      if (asked.status !== 201) return undefined;
      const { refund } = asked.body;
      const approve = random.percent(85);
      await perhapsTwice(() => ask('admin', hospital, 'POST /v1/refunds/{refund}/decision', { refund, approve }));
      if (isCash) {
        await session(hospital);
        await perhapsTwice(() => ask('cashier', hospital, 'POST /v1/refunds/{refund}/cash-payout', { refund, till }));
        return undefined;
      }
      await perhapsTwice(() => ask('cashier', hospital, 'POST /v1/refunds/{refund}/transfer', { refund }));
      const { state, code } = (await ask('cashier', hospital, 'GET /v1/refunds/{refund}', { refund })).body;
      return state === 'sent' ? { hospital, code, amount } : undefined;
    },
    /** A charge is taken back behind the bill and the visit is reckoned again. */
    async correct(): Promise<void> {
      const at = one();
      if (!at) return;
      const { hospital, encounter, bill } = at;
      const path = 'POST /v1/encounters/{encounter}/charge-corrections';
      const charges = (await ask('cashier', hospital, 'GET /v1/encounters/{encounter}/charges', { encounter })).body;
      const sources = (charges.items as { source: string; kind: string; quantity: number }[]).filter(
        ({ kind, quantity }) => kind !== 'exam' && quantity > 0,
      );
      if (sources.length > 0) {
        const { source } = random.pick(sources);
        await ask('cashier', hospital, path, { encounter, source, cancel: true, reason: note });
      }
      await perhapsTwice(() => ask('cashier', hospital, 'POST /v1/bills/{bill}/recomputation', { bill, reason: note }));
    },
    /** @returns what was taken back, perhaps: the bill that its visit had */
    async void(): Promise<B | undefined> {
      const at = one();
      if (!at) return undefined;
      const { hospital, bill } = at;
      await ask('cashier', hospital, 'POST /v1/bills/{bill}/void', { bill, reason: note });
      const seen = (await ask('admin', hospital, 'GET /v1/bills/{bill}/void', { bill })).body;
      const decision = { bill, approve: true, version: Number(seen?.version ?? 1) };
      await perhapsTwice(() => ask('admin', hospital, 'POST /v1/bills/{bill}/void/decision', decision));
      return at;
    },
    async closeTill(hospital: Hospital): Promise<void> {
      const id = await session(hospital);
      if (id !== undefined) await count(hospital, id);
    },
  };
}
