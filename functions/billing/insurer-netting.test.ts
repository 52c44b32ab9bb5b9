import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import { openBillingStage } from '../../test/billing-stage.ts';
import { dayAfter } from './days.ts';
import { openOf } from './insurer-month.ts';
import { insurerMonths, putMonth } from './insurer-months.ts';
import { journals, putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { linesOf, nettings } from './nettings.ts';
import { snapshots } from './snapshots.ts';

const months = ['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04'] as const;

/** A hospital whose insured bills are posted as the ledger would have them, and which speaks to the insurer by its doors. */
async function openMonths() {
  const stage = await openBillingStage({ now: '2026-11-02T03:00:00.000Z' });
  const { table } = await stage.embedded.ports(stage.hospital, 'billing');
  const bearers = async (subject: string) => {
    const claims = { subject, hospital: 'long-khanh' as TenantId, roles: ['admin' as const] };
    return { headers: { authorization: `Bearer ${await stage.embedded.issuer.issue(claims, stage.now())}` } };
  };
  const tell = async (subject: string, route: string, input: object) =>
    stage.request(route, { ...input }, await bearers(subject));
  const write = (...put: Put[]) => table.write({ put, remove: [], expect: [], events: [] });
  const held = new Map<string, number>();
  let made = 0;
  const self = {
    stage,
    table,
    held,
    /** The insurer's part of a bill by this much more or, when negative, less; never below nothing. */
    async move(bill: string, wish: number) {
      const before = held.get(bill) ?? 0;
      const amount = Math.max(wish, -before);
      if (amount === 0) return;
      held.set(bill, before + amount);
      const day = LocalDay.parse(stage.now().toISOString().slice(0, 10));
      const postings = [
        debit(accounts.insurerReceivable, dong(amount)),
        credit(accounts.revenue('exam'), dong(amount)),
      ];
      const at = stage.now().toISOString();
      await write(putEntry(entryOf({ id: `move-${++made}`, at, day, kind: 'bill-corrected', bill, postings })));
    },
    /** The first day of a month, 10 in the morning, every day before it summed up. */
    async turnTo(month: string) {
      stage.setClock(`${month}-02T03:00:00.000Z`);
      const last = dayAfter(LocalDay.parse(`${month}-01`));
      for (let run = 0; run < 150; run++) {
        const head = (await snapshots(table).head(dayAfter(last, -1)))?.value;
        if (head?.isComplete) return;
        await stage.runSchedule('billing.closeBooks');
      }
      throw new Error('the books do not catch up');
    },
    claim: (month: string) => tell('admin-1', 'POST /v1/insurer-months/{month}/claim', { month }),
    report: async (month: string) =>
      (await tell('admin-1', 'GET /v1/insurer-months/{month}/report.csv', { month })).text,
    close: (month: string) => tell('admin-1', 'POST /v1/insurer-months/{month}/closing', { month }),
    /** Answers those bills of a month that were asked for and not answered, each by the share of a hundred it accepts. */
    async answer(month: string, shareOf: (bill: string) => number | undefined) {
      const answered = new Set((await insurerMonths(table).answered(month)).map(({ bill }) => bill));
      const rows = [...(await linesOf(month, table)).bills].flatMap(([bill, claimed]) => {
        const share = shareOf(bill);
        if (claimed <= 0 || share === undefined || answered.has(bill)) return [];
        return [`${bill},${claimed},${Math.floor((claimed * share) / 100)},LD-01`];
      });
      if (rows.length === 0) return;
      const path = 'POST /v1/insurer-months/{month}/answers';
      const csv = ['bill,claimed,accepted,reason', ...rows].join('\n');
      const apply = (await tell('admin-1', path, { month, csv })).body.digest;
      const asked = await tell('admin-1', path, { month, csv, apply });
      expect(asked.status, asked.text).toBe(201);
      const decision = { month, answer: asked.body.answer, approve: true };
      const decided = await tell('admin-2', `${path}/{answer}/decision`, decision);
      expect(decided.status, decided.text).toBe(201);
    },
    /** The insurer pays what is open, as a placement posts it. */
    async pay(month: string) {
      const found = await insurerMonths(table).get(month);
      const amount = found ? openOf(found.value) : dong(0);
      if (!found || amount <= 0) return;
      const [at, day] = [stage.now().toISOString(), LocalDay.parse(stage.now().toISOString().slice(0, 10))];
      const postings = [debit('bank:970436:0', amount), credit(accounts.insurerReceivable, amount)];
      const entry = entryOf({ id: `paid-${++made}`, at, day, kind: 'insurer-paid', month, postings });
      await write(putEntry(entry), putMonth({ ...found.value, paid: dong(found.value.paid + amount) }, found.version));
    },
    /** The balance of an account over all days. */
    async balance(account: string): Promise<number> {
      let sum = 0;
      for (let day = LocalDay.parse('2026-11-01'); day <= '2027-05-10'; day = dayAfter(day))
        for (const { postings } of await journals(table).of(day))
          for (const posting of postings) if (posting.account === account) sum += posting.amount;
      return sum;
    },
    /** Claimed and open, or to be claimed: all that the insurer owes by the months. */
    async owed(): Promise<number> {
      let sum = 0;
      for (const month of [...months, '2027-05']) {
        const found = (await insurerMonths(table).get(month))?.value;
        const { bills, carried } = await linesOf(month, table);
        sum += found ? openOf(found) : carried + [...bills.values()].reduce((all, one) => all + one, 0);
      }
      return sum;
    },
  };
  return self;
}

describe('a bill that the hospital lessened after it was claimed', () => {
  const losses = async (order: (hospital: Awaited<ReturnType<typeof openMonths>>) => Promise<void>) => {
    const hospital = await openMonths();
    await hospital.move('b-1', 100);
    await hospital.move('b-2', 1_000);
    await hospital.turnTo('2026-12');
    expect((await hospital.claim('2026-11')).status).toBe(201);
    await order(hospital);
    const told = [await hospital.balance('claim:loss'), await hospital.balance('receivable:insurer')];
    expect(told[1]).toBe(await hospital.owed());
    await hospital.stage.close();
    return told;
  };
  it('is lost only as far as it was still owed, when the insurer cuts it on the same day', async () => {
    const told = await losses(async (hospital) => {
      await hospital.move('b-1', -60);
      await hospital.answer('2026-11', (bill) => (bill === 'b-1' ? 30 : 100));
      await hospital.turnTo('2027-01');
    });
    expect(told).toEqual([10, 1_030]);
  });
  it('takes the loss back when it is claimed, if it was cut before', async () => {
    const told = await losses(async (hospital) => {
      await hospital.answer('2026-11', (bill) => (bill === 'b-1' ? 30 : 100));
      expect(await hospital.balance('claim:loss')).toBe(70);
      await hospital.move('b-1', -100);
      await hospital.turnTo('2027-01');
      expect((await hospital.claim('2026-12')).body).toMatchObject({ claimed: -30, open: -30, bills: 1 });
      expect((await hospital.close('2026-12')).body).toMatchObject({ state: 'settled', carried: -30, open: 0 });
      expect(await hospital.report('2026-12')).toContain('"carried","2026-12",-30');
      await hospital.turnTo('2027-02');
      expect((await hospital.claim('2027-01')).body).toMatchObject({ claimed: -30, bills: 0, takenBack: -30 });
      expect(await hospital.report('2027-01')).toContain('"brought","2027-01",-30');
      await hospital.pay('2026-11');
    });
    expect(told).toEqual([0, -30]);
  });
  it('is asked for again in a later month, if the reduction had been claimed before the cut', async () => {
    const told = await losses(async (hospital) => {
      await hospital.move('b-1', -60);
      await hospital.turnTo('2027-01');
      expect((await hospital.claim('2026-12')).body).toMatchObject({ claimed: -60 });
      await hospital.answer('2026-11', (bill) => (bill === 'b-1' ? 30 : 100));
      expect([...(await linesOf('2027-01', hospital.table)).bills]).toEqual([['b-1', 60]]);
    });
    expect(told).toEqual([10, 1_030]);
  });
  it('is netted once when its month is claimed in the moment in which the cut is decided', async () => {
    const told = await losses(async (hospital) => {
      await hospital.move('b-1', -60);
      await hospital.turnTo('2027-01');
      await Promise.all([
        hospital.answer('2026-11', (bill) => (bill === 'b-1' ? 30 : 100)),
        ...[1, 2, 3, 4, 5].map(() => hospital.claim('2026-12')),
      ]);
      await hospital.claim('2026-12');
    });
    expect(told).toEqual([10, 1_030]);
  });
});

describe('the months with the insurer', () => {
  const bill = fc.constantFrom('b-1', 'b-2', 'b-3');
  const share = fc.constantFrom(undefined, 0, 30, 77, 100);
  const step = fc.oneof(
    fc.record({ does: fc.constant('move' as const), bill, amount: fc.integer({ min: -900, max: 900 }) }),
    fc.record({ does: fc.constant('claim' as const), at: fc.nat({ max: 5 }) }),
    fc.record({
      does: fc.constant('answer' as const),
      at: fc.nat({ max: 5 }),
      shares: fc.tuple(share, share, share),
    }),
    fc.record({ does: fc.constant('pay' as const), at: fc.nat({ max: 5 }) }),
    fc.record({ does: fc.constant('close' as const), at: fc.nat({ max: 5 }) }),
  );
  it('hold every dong once: what is owed is what is open, and no bill is lost beyond what it held', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 7 }), { minLength: 2, maxLength: 4 }), async (plan) => {
        const hospital = await openMonths();
        for (const one of ['b-1', 'b-2', 'b-3']) await hospital.move(one, 1_000);
        for (const [n, steps] of plan.entries()) {
          if (n > 0) await hospital.turnTo(months[n] ?? '');
          for (const one of steps) {
            const month = 'at' in one ? (months[one.at] ?? '') : '';
            const isClaimed = (await insurerMonths(hospital.table).get(month))?.value.state === 'claimed';
            if (one.does === 'move') await hospital.move(one.bill, one.amount);
            else if (one.does === 'claim') await hospital.claim(month);
            else if (one.does === 'close') await hospital.close(month);
            else if (!isClaimed) continue;
            else if (one.does === 'pay') await hospital.pay(month);
            else {
              const found = await insurerMonths(hospital.table).get(month);
              // An insurer that has paid all of a month does not cut it any more.
              if (found && found.value.paid > 0) continue;
              await hospital.answer(month, (name) => one.shares[Number(name.slice(2)) - 1]);
            }
          }
        }
        for (const month of months.slice(plan.length)) await hospital.turnTo(month);
        await hospital.turnTo('2027-05');
        for (const month of months) {
          await hospital.claim(month);
          const found = (await insurerMonths(hospital.table).get(month))?.value;
          if (found?.state !== 'claimed') continue;
          if (found.paid === 0) await hospital.answer(month, () => 50);
          await hospital.pay(month);
          expect((await hospital.close(month)).status).toBe(201);
        }
        const { table, held } = hospital;
        const cuts = (await Promise.all(months.map((month) => insurerMonths(table).cuts(month)))).flat();
        const netted = await nettings(table).all();
        const sum = (list: readonly { amount: number }[]) => list.reduce((all, { amount }) => all + amount, 0);
        expect(await hospital.balance('claim:loss')).toBe(sum(cuts) - sum(netted));
        expect(await hospital.balance('receivable:insurer')).toBe(await hospital.owed());
        for (const [name, holds] of held) {
          const ofBill = <T extends { bill: string }>(list: readonly T[]) => list.filter((one) => one.bill === name);
          const lost = sum(ofBill(cuts)) - sum(ofBill(netted));
          const askedAgain = sum(ofBill(netted).filter(({ into, line }) => into !== line));
          expect(lost).toBeGreaterThanOrEqual(0);
          expect(lost).toBeLessThanOrEqual(holds + askedAgain);
        }
        await hospital.stage.close();
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});
