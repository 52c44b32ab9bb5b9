import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { type Claim, decideArrival, type Movement } from './arrival.ts';
import { type BillState, type IntentState, moveBill, moveIntent } from './states.ts';

const receiving = [{ name: '970436:0121', account: '0121' }];
const before = '2026-11-24T08:00:00.000Z';
const ends = '2026-11-25T01:00:00.000Z';
const after = '2026-11-25T01:00:00.001Z';
const money = (amount: number, more: Partial<Movement> = {}): Movement => ({
  account: '0121',
  direction: 'in',
  amount: dong(amount),
  ...more,
});
const claim = (bill: BillState, paid: number, intent: IntentState, received = paid): Claim => ({
  kind: 'own',
  person: 'p',
  bill: { state: bill, patientPays: dong(100), paid: dong(paid) },
  intent: { state: intent, received: dong(received), expiresAt: ends },
});
const bank = 'bank:970436:0121';
const suspense = 'suspense:970436:0121';
const postings = (entries: Record<string, number>) =>
  Object.entries(entries).map(([account, amount]) => ({ account, amount }));

describe('money that arrives', () => {
  it.each([
    [
      'exact, open',
      money(100),
      claim('open', 0, 'open'),
      before,
      { arrival: 'exact', bill: 'paid', intent: 'paid', to: { [bank]: 100, 'receivable:patient': -100 } },
    ],
    [
      'the rest of a part payment',
      money(60),
      claim('part_paid', 40, 'partially_paid'),
      before,
      { arrival: 'exact', bill: 'paid', intent: 'paid', to: { [bank]: 60, 'receivable:patient': -60 } },
    ],
    [
      'less',
      money(40),
      claim('open', 0, 'open'),
      before,
      { arrival: 'less', bill: 'part_paid', intent: 'partially_paid', to: { [bank]: 40, 'receivable:patient': -40 } },
    ],
    [
      'more',
      money(130),
      claim('open', 0, 'open'),
      before,
      {
        arrival: 'more',
        bill: 'paid',
        intent: 'overpaid',
        work: ['surplus', 30],
        to: { [bank]: 130, 'receivable:patient': -100, 'deposit:p': -30 },
      },
    ],
    [
      'second payment of a paid intent',
      money(100),
      claim('paid', 100, 'paid'),
      after,
      {
        arrival: 'second',
        bill: 'paid',
        intent: 'overpaid',
        work: ['second-payment', 100],
        to: { [bank]: 100, 'deposit:p': -100 },
      },
    ],
    [
      'after expiry, bill still due',
      money(100),
      claim('open', 0, 'expired'),
      after,
      { arrival: 'late', bill: 'paid', intent: 'paid', to: { [bank]: 100, 'receivable:patient': -100 } },
    ],
    [
      'after expiry that the sweeper has not seen yet',
      money(100),
      claim('open', 0, 'open'),
      after,
      { arrival: 'late', bill: 'paid', intent: 'paid', to: { [bank]: 100, 'receivable:patient': -100 } },
    ],
    [
      'after expiry, less than is due',
      money(40),
      claim('open', 0, 'expired'),
      after,
      {
        arrival: 'late',
        bill: 'part_paid',
        intent: 'expired',
        work: ['part-paid-expired', 60],
        to: { [bank]: 40, 'receivable:patient': -40 },
      },
    ],
    [
      'after expiry, bill paid otherwise',
      money(100),
      claim('paid', 100, 'expired', 0),
      after,
      {
        arrival: 'late-after-settled',
        bill: 'paid',
        intent: 'expired',
        work: ['late-after-settled', 100],
        to: { [bank]: 100, 'deposit:p': -100 },
      },
    ],
    [
      'after expiry, bill void',
      money(100),
      claim('void', 0, 'cancelled'),
      after,
      {
        arrival: 'late-after-settled',
        bill: 'void',
        intent: 'cancelled',
        work: ['late-after-settled', 100],
        to: { [bank]: 100, 'deposit:p': -100 },
      },
    ],
    [
      'no code found',
      money(100),
      { kind: 'none' },
      before,
      { arrival: 'unknown-code', work: ['unknown-code', 100], to: { [bank]: 100, [suspense]: -100 } },
    ],
    [
      'codes of two bills',
      money(100),
      { kind: 'several' },
      before,
      { arrival: 'unknown-code', work: ['several-codes', 100], to: { [bank]: 100, [suspense]: -100 } },
    ],
    [
      'code of another tenant',
      money(100),
      { kind: 'other-tenant' },
      before,
      {
        arrival: 'other-tenant',
        question: 'other-tenant',
        work: ['other-tenant', 100],
        to: { [bank]: 100, [suspense]: -100 },
      },
    ],
    [
      'outgoing (debit)',
      money(100, { direction: 'out' }),
      { kind: 'none' },
      before,
      {
        arrival: 'outgoing',
        question: 'outgoing-unmatched',
        work: ['outgoing-unmatched', 100],
        to: { [suspense]: 100, [bank]: -100 },
      },
    ],
    [
      'an account that is not registered, whatever the code',
      money(100, { account: '9999' }),
      claim('open', 0, 'open'),
      before,
      {
        arrival: 'unknown-code',
        work: ['foreign-account', 100],
        to: { 'bank:unregistered:9999': 100, 'suspense:unregistered:9999': -100 },
      },
    ],
  ] as const)('%s: goes where the payment rules say', (_, movement, to, now, wanted) => {
    const decision = decideArrival(movement, receiving, to, now);
    expect(decision.arrival).toBe(wanted.arrival);
    expect(decision.postings).toEqual(postings(wanted.to));
    expect(decision.bill?.state).toBe('bill' in wanted ? wanted.bill : undefined);
    expect(decision.intent?.state).toBe('intent' in wanted ? wanted.intent : undefined);
    expect(decision.work && [decision.work.kind, decision.work.amount]).toEqual(
      'work' in wanted ? wanted.work : undefined,
    );
    expect(decision.question).toBe('question' in wanted ? wanted.question : undefined);
  });

  it('settles a bill to the dong in any order of parts, ends and repetitions, and every posting balances', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ pay: fc.integer({ min: 1, max: 160 }), late: fc.boolean() }),
        fc.constant({ end: 'expired' as const }),
        fc.constant({ end: 'cancelled' as const }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let bill: { state: BillState; paid: number } = { state: 'open', paid: 0 };
        let intent: { state: IntentState; received: number } = { state: 'open', received: 0 };
        let arrived = 0;
        let receivable = 100;
        let deposit = 0;
        for (const step of all) {
          if ('end' in step) {
            if (intent.state === 'open' || intent.state === 'partially_paid')
              intent = { ...intent, state: moveIntent(intent.state, step.end) };
            continue;
          }
          const now = step.late ? after : before;
          const facts = claim(bill.state, bill.paid, intent.state, intent.received);
          const decision = decideArrival(money(step.pay), receiving, facts, now);
          expect(decision.postings.reduce((sum, posting) => sum + posting.amount, 0)).toBe(0);
          expect(decision.applied + decision.deposited).toBe(step.pay);
          arrived += step.pay;
          for (const { account, amount } of decision.postings) {
            if (account === 'receivable:patient') receivable += amount;
            if (account === 'deposit:p') deposit -= amount;
          }
          bill = decision.bill ?? bill;
          intent = decision.intent ?? intent;
        }
        expect(bill.paid).toBe(Math.min(arrived, 100));
        expect(receivable).toBe(100 - bill.paid);
        expect(deposit).toBe(Math.max(0, arrived - 100));
        expect(intent.received).toBe(arrived);
        expect(bill.state).toBe(arrived === 0 ? 'open' : arrived < 100 ? 'part_paid' : 'paid');
      }),
    );
  });
});

describe('money that arrives for a deposit', () => {
  const asked = (state: IntentState, received: number): Claim => ({
    kind: 'top-up',
    person: 'p',
    intent: { state, received: dong(received), amount: dong(100), expiresAt: ends },
  });
  it.each([
    ['exact', 100, asked('open', 0), before, 'exact', 'paid'],
    ['less', 40, asked('open', 0), before, 'less', 'partially_paid'],
    ['more', 130, asked('open', 0), before, 'more', 'overpaid'],
    ['the rest, as a second', 60, asked('partially_paid', 40), before, 'second', 'paid'],
    ['once more', 5, asked('paid', 100), before, 'second', 'overpaid'],
    ['late, before the sweeper', 100, asked('open', 0), after, 'late', 'paid'],
    ['a late part', 40, asked('open', 0), after, 'late', 'expired'],
    ['a part of what ended', 40, asked('expired', 0), after, 'late', 'expired'],
    ['the whole of what ended', 100, asked('expired', 0), after, 'late', 'paid'],
    ['for what was taken back', 40, asked('cancelled', 0), before, 'late', 'cancelled'],
    ['by the code of a card', 7, { kind: 'top-up', person: 'p' }, before, 'exact', undefined],
  ] as [string, number, Claim, string, string, IntentState | undefined][])(
    '%s: all of it is kept for the patient, and nobody has to look',
    (_, amount, facts, now, arrival, state) => {
      const decision = decideArrival(money(amount), receiving, facts, now);
      expect(decision).toMatchObject({ arrival, applied: 0, deposited: amount });
      expect(decision.postings).toEqual(postings({ [bank]: amount, 'deposit:p': -amount }));
      expect(decision.intent?.state).toBe(state);
      expect(decision.work ?? decision.bill ?? decision.question).toBeUndefined();
    },
  );
  it('adds up to what came, in any order of parts and ends', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 160 }), fc.constantFrom('expired', 'cancelled')), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, fc.boolean(), (all, late) => {
        let intent: { state: IntentState; received: number } = { state: 'open', received: 0 };
        let came = 0;
        for (const step of all) {
          if (typeof step === 'string') {
            const waits = intent.state === 'open' || intent.state === 'partially_paid';
            if (waits) intent = { ...intent, state: moveIntent(intent.state, step) };
            continue;
          }
          came += step;
          const facts = asked(intent.state, intent.received);
          const decision = decideArrival(money(step), receiving, facts, late ? after : before);
          expect(decision.deposited).toBe(step);
          intent = decision.intent ?? intent;
        }
        expect(intent.received).toBe(came);
        if (came >= 100) expect(intent.state).toBe(came === 100 ? 'paid' : 'overpaid');
        else expect(['paid', 'overpaid']).not.toContain(intent.state);
      }),
    );
  });
});

describe('the states of a bill and its payment request', () => {
  it('refuse a move that does not exist', () => {
    expect(() => moveIntent('paid', 'open')).toThrow();
    expect(() => moveIntent('overpaid', 'paid')).toThrow();
    expect(() => moveBill('paid', 'open')).toThrow();
    expect(() => moveBill('void', 'paid')).toThrow();
  });
});
