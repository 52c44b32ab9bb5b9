import * as z from 'zod';
import type { Bank, Movement } from './bank.ts';
import type { Line } from './line.ts';

const Work = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      en: z.string(),
      amount: z.int().optional(),
      reference: z.string().optional(),
      bill: z.string().optional(),
    }),
  ),
  next: z.string().optional(),
});
export type WorkItem = z.infer<typeof Work>['items'][number];
const Asked = z.object({ version: z.int() });
const Checked = z.object({ digest: z.string(), missed: z.int() });
const Applied = z.object({ import: z.string(), state: z.string() });
const Statement = z.object({ request: z.object({ version: z.int() }) });

const Card = z.object({ oneCard: z.string() });
const Requested = z.object({ payload: z.string() });
const Refunded = z.object({ refund: z.string() });

const Sessions = z.object({
  day: z.string(),
  items: z.array(z.object({ session: z.string(), till: z.string(), day: z.string() })),
});
const Session = z.object({ state: z.string(), expected: z.int(), version: z.int() });

const till = 'T01';
/** A second administrator lets a statement settle what no callback told of; one without such money waits for nobody. */
async function letStatement(line: Line, hospital: string, applied: z.infer<typeof Applied>): Promise<void> {
  if (applied.state !== 'awaiting') return;
  const [statement, second] = [{ import: applied.import }, { number: 2 }];
  const seen = await line.ask('admin', hospital, 'GET /v1/bank-statements/{import}', statement, second);
  const { version } = Statement.parse(seen.body).request;
  const decision = { ...statement, version, approve: true };
  await line.ask('admin', hospital, 'POST /v1/bank-statements/{import}/decision', decision, second);
}

/** A statement may have 5,000 lines. */
const mostLines = 4_000;

/** `2026-11-24T01:00:00Z` as the bank prints it: 24/11/2026 in Viet Nam, seven hours ahead of UTC. */
const printedDay = (at: string): string =>
  new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10).split('-').reverse().join('/');

function csvOf(account: string, movements: readonly Movement[]): string {
  const lines = movements.map(({ at, reference, amount, content }) =>
    [printedDay(at), reference, amount < 0 ? -amount : '', amount > 0 ? amount : '', content].join(','),
  );
  return [`Số tài khoản: ${account}`, 'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung', ...lines].join('\n');
}

/** A drawer of an earlier day is counted as it should be, as far as notes go; what is less waits for an administrator. */
async function closeTill(line: Line, hospital: string, session: string): Promise<void> {
  const read = async () =>
    Session.parse((await line.ask('admin', hospital, 'GET /v1/till-sessions/{session}', { session })).body);
  const before = await read();
  if (before.state === 'open') {
    const count = { '1000': Math.floor(before.expected / 1_000) };
    await line.ask('cashier', hospital, 'POST /v1/till-sessions/{session}/closing', { session, count });
  }
  const { state, version } = await read();
  if (state !== 'counted') return;
  const decision = { session, approve: true, version, note: 'Kết ca của hôm trước.' };
  await line.ask('admin', hospital, 'POST /v1/till-sessions/{session}/closing/decision', decision);
}

/** What the people behind the desk do about money that went its own way. */
export const deskOf = (line: Line, hospital: string) => ({
  /** Everything that waits for a person. */
  async work(): Promise<WorkItem[]> {
    const found: WorkItem[] = [];
    let after: string | undefined;
    do {
      const page = { limit: 100, ...(after === undefined ? {} : { after }) };
      const { items, next } = Work.parse((await line.ask('cashier', hospital, 'GET /v1/work-items', page)).body);
      found.push(...items);
      after = next;
    } while (after !== undefined);
    return found;
  },
  /** The cashier sits down at the till, or still sits there; a session of an earlier day is closed first. */
  async openTill(): Promise<void> {
    const listed = await line.ask('admin', hospital, 'GET /v1/till-sessions', { open: 'true' });
    const { day, items } = Sessions.parse(listed.body);
    const old = items.find((one) => one.till === till && one.day !== day);
    if (old) await closeTill(line, hospital, old.session);
    const opened = await line.tell('cashier', hospital, 'POST /v1/till-sessions', { till, float: 500_000 });
    if (opened.status !== 201 && opened.code !== 'till-taken') throw new Error(`no till: ${opened.text}`);
  },
  async takeCash(bill: string, amount: number): Promise<void> {
    const tendered = Math.ceil(amount / 100_000) * 100_000;
    await line.ask('cashier', hospital, 'POST /v1/bills/{bill}/cash-payments', { bill, till, amount, tendered });
  },
  async giveCard(person: string): Promise<string> {
    const { body } = await line.ask('reception', hospital, 'POST /v1/persons/{person}/one-card', { person });
    return Card.parse(body).oneCard;
  },
  /** @returns what the patient's phone scans */
  async topUp(oneCard: string, amount: number): Promise<string> {
    const { body } = await line.ask('kiosk', hospital, 'POST /v1/one-cards/{oneCard}/top-ups', { oneCard, amount });
    return Requested.parse(body).payload;
  },
  async payByCard(bill: string, oneCard: string): Promise<void> {
    await line.ask('kiosk', hospital, 'POST /v1/bills/{bill}/card-payments', { bill, oneCard });
  },
  /** What was paid too much goes back in cash: one person asks, another decides, the till pays. */
  async giveBack({ reference }: Movement, person: string, amount: number): Promise<void> {
    const item = (await this.work()).find((one) => one.reference === reference)?.id;
    const from = { kind: 'deposit', person };
    const asked = { from, amount, way: { kind: 'cash' }, note: 'Trả thừa viện phí.', item };
    const { refund } = Refunded.parse((await line.ask('cashier', hospital, 'POST /v1/refunds', asked)).body);
    await line.ask('admin', hospital, 'POST /v1/refunds/{refund}/decision', { refund, approve: true });
    await line.ask('cashier', hospital, 'POST /v1/refunds/{refund}/cash-payout', { refund, till });
  },
  /** A cashier asks that unexplained money goes on this bill; an administrator lets it. */
  async place({ reference }: Movement, bill: string): Promise<void> {
    const item = (await this.work()).find((one) => one.reference === reference)?.id;
    if (item === undefined) throw new Error(`nobody is called for ${reference}`);
    const placement = 'POST /v1/work-items/{item}/placement';
    await line.ask('cashier', hospital, placement, {
      item,
      bill,
      to: 'bill',
      note: 'Người bệnh đưa giấy chuyển tiền.',
    });
    const seen = await line.ask('admin', hospital, 'GET /v1/work-items/{item}/placement', { item });
    const { version } = Asked.parse(seen.body);
    await line.ask('admin', hospital, `${placement}/decision`, { item, approve: true, version });
  },
  /** The bank's statement of the account is brought by one administrator, and let by another where it settles money. @returns how many movements no callback had told of */
  async bring(bank: Bank, account: string): Promise<number> {
    const movements = bank.statementOf(account);
    let missed = 0;
    for (let from = 0; from < movements.length; from += mostLines) {
      const input = { layout: 'csv', content: csvOf(account, movements.slice(from, from + mostLines)) };
      const route = 'POST /v1/bank-statements';
      const checked = Checked.parse((await line.ask('admin', hospital, route, input)).body);
      missed += checked.missed;
      const applied = await line.ask('admin', hospital, route, { ...input, apply: checked.digest });
      await letStatement(line, hospital, Applied.parse(applied.body));
    }
    return missed;
  },
});
