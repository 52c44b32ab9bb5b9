import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceKind } from '../../shared/contracts/billing.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { decideArrival } from './arrival.ts';
import { payerOf } from './payee.ts';
import {
  canMove,
  decideApproval,
  divideRefund,
  isAwaited,
  type Refund,
  type Refundable,
  RefundState,
  refundedOf,
  reservePostings,
  returnPostings,
  stateAfterRefund,
} from './refund.ts';

const line = fc.record({
  kind: fc.constantFrom(...PriceKind.options),
  fundPays: fc.constantFrom(dong(0), dong(0), dong(1)),
  coPayment: fc.nat(1_000_000).map(dong),
  ownPayment: fc.nat(1_000_000).map(dong),
});
const billWith = (lines: Omit<Refundable['lines'][number], 'source'>[]): Refundable => {
  const own = lines.map((one, n) => ({ ...one, source: `s-${n}` }));
  return { state: 'paid', paid: dong(own.reduce((sum, one) => sum + one.coPayment + one.ownPayment, 0)), lines: own };
};
const aRefund = (more: Partial<Refund> = {}): Refund => ({
  refund: 'r-1',
  state: 'requested',
  from: { kind: 'deposit', person: PersonId.parse('p') },
  person: PersonId.parse('p'),
  amount: dong(100),
  way: 'cash',
  note: 'x',
  requestedAt: '2026-11-24T01:00:00.000Z',
  requestedBy: 'cashier-1',
  approvals: [],
  ...more,
});
const sum = (postings: readonly { amount: number }[]) => postings.reduce((total, one) => total + one.amount, 0);

describe('refunds of a bill', () => {
  it('are together never more than was paid, line by line never more than the patient paid of it, and whole dong', () => {
    const asked = fc.record({ amount: fc.integer({ min: 1, max: 2_000_000 }), only: fc.option(fc.nat(7)) });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.array(asked, { maxLength: 20 }),
        (lines, requests) => {
          let bill = billWith(lines);
          for (const { amount, only } of requests) {
            const sources = only === null ? undefined : [`s-${only % lines.length}`];
            const parts = divideRefund(bill, dong(amount), sources);
            if (isRefusal(parts)) continue;
            expect(sum(parts)).toBe(amount);
            expect(
              sum(
                reservePostings(aRefund({ amount: dong(amount), from: { kind: 'bill', bill: 'b' as never } }), parts),
              ),
            ).toBe(0);
            const state = stateAfterRefund(bill, dong(amount));
            bill = { ...bill, state, refunds: [...(bill.refunds ?? []), { parts }] };
            expect(state === 'refunded').toBe(refundedOf(bill) === bill.paid);
          }
          expect(refundedOf(bill)).toBeLessThanOrEqual(bill.paid);
          for (const { source, coPayment, ownPayment } of bill.lines) {
            const back = (bill.refunds ?? []).flatMap(({ parts }) => parts).filter((part) => part.source === source);
            expect(sum(back)).toBeLessThanOrEqual(coPayment + ownPayment);
          }
        },
      ),
    );
  });
  it('are refused while the bill is due, for more than is left, and for a line that is not on it', () => {
    const bill = billWith([{ kind: 'lab', fundPays: dong(0), coPayment: dong(60), ownPayment: dong(40) }]);
    expect(divideRefund({ ...bill, state: 'part_paid' }, dong(1))).toEqual({ refused: 'bill-not-paid' });
    expect(divideRefund({ ...bill, state: 'refunded' }, dong(1))).toEqual({ refused: 'bill-refunded' });
    expect(divideRefund(bill, dong(101))).toEqual({ refused: 'more-than-refundable' });
    expect(divideRefund({ ...bill, paid: dong(50) }, dong(51))).toEqual({ refused: 'more-than-refundable' });
    expect(divideRefund(bill, dong(1), ['s-9'])).toEqual({ refused: 'not-found' });
    expect(divideRefund(bill, dong(100), ['s-0', 's-0'])).toEqual([{ source: 's-0', kind: 'lab', amount: 100 }]);
  });
});

describe('a line of which the fund pays a part', () => {
  it('is not refunded, whether it is named or would only make up the amount', () => {
    const shared = { kind: 'lab' as const, fundPays: dong(80), coPayment: dong(20), ownPayment: dong(0) };
    const own = { kind: 'drug' as const, fundPays: dong(0), coPayment: dong(0), ownPayment: dong(50) };
    const bill = billWith([shared, own]);
    expect(divideRefund(bill, dong(10), ['s-0'])).toEqual({ refused: 'fund-pays-line' });
    expect(divideRefund(bill, dong(10), ['s-0', 's-1'])).toEqual({ refused: 'fund-pays-line' });
    expect(divideRefund(billWith([shared]), dong(10))).toEqual({ refused: 'fund-pays-line' });
    expect(divideRefund(bill, dong(51))).toEqual({ refused: 'more-than-refundable' });
    expect(divideRefund(bill, dong(50))).toEqual([{ source: 's-1', kind: 'drug', amount: 50 }]);
  });
});

describe('a refund', () => {
  it('is approved by somebody who neither asked nor approved before, and by two when it is very large', () => {
    expect(decideApproval(aRefund(), 'cashier-1', dong(0), 100)).toEqual({ refused: 'needs-another-person' });
    expect(decideApproval(aRefund(), 'admin-1', dong(0), 100)).toBe('approved');
    expect(decideApproval(aRefund(), 'admin-1', dong(1), 100)).toBe('waits');
    expect(decideApproval(aRefund(), 'admin-1', dong(0), 99)).toBe('waits');
    const once = aRefund({ approvals: [{ by: 'admin-1', at: '2026-11-24T01:00:00.000Z' }] });
    expect(decideApproval(once, 'admin-1', dong(0), 99)).toEqual({ refused: 'needs-another-person' });
    expect(decideApproval(once, 'admin-2', dong(0), 99)).toBe('approved');
    expect(decideApproval(aRefund({ state: 'approved' }), 'admin-2', dong(0), 99)).toEqual({
      refused: 'refund-decided',
    });
  });
  it('is not sent again while it is on its way or nobody knows, and nothing follows its end', () => {
    expect(RefundState.options.filter((from) => canMove(from, 'sent'))).toEqual(['approved', 'failed']);
    expect(RefundState.options.filter((from) => canMove(from, 'returned'))).toEqual(['approved', 'failed']);
    expect(RefundState.options.filter((from) => canMove(from, 'done'))).toEqual([
      'approved',
      'sent',
      'failed',
      'unknown',
    ]);
    for (const end of ['done', 'rejected', 'returned'] as const)
      expect(RefundState.options.some((to) => canMove(end, to))).toBe(false);
    expect(RefundState.options.filter(isAwaited)).toEqual(['sent', 'failed', 'unknown']);
  });
  it('that cannot be paid out is the patient’s deposit', () => {
    expect(returnPostings(aRefund())).toEqual([
      { account: 'refund:payable', amount: 100 },
      { account: 'deposit:p', amount: -100 },
    ]);
  });
  it('finds the payer in a notice that tells bank, number and holder, and in no other', () => {
    const told = {
      counterAccountBankId: '970422',
      counterAccountNumber: '0903000111',
      counterAccountName: 'NGUYEN VAN THU',
    };
    expect(payerOf(JSON.stringify({ data: told }))).toEqual({
      bin: '970422',
      account: '0903000111',
      name: 'NGUYEN VAN THU',
    });
    for (const data of [{ ...told, counterAccountBankId: '' }, { ...told, counterAccountName: null }, {}])
      expect(payerOf(JSON.stringify({ data }))).toBeUndefined();
    expect(payerOf('no json')).toBeUndefined();
  });
});

describe('money that leaves an account', () => {
  const receiving = [{ name: '970436:0121', account: '0121' }];
  const now = '2026-11-24T08:00:00.000Z';
  const leaving = (amount: number, account = '0121') => ({ account, direction: 'out' as const, amount: dong(amount) });
  const claim = (state: RefundState) => ({ kind: 'refund' as const, refund: { state, amount: dong(100) } });

  it.each(RefundState.options)('pays a refund that is %s only when it waits for the bank', (state) => {
    const decision = decideArrival(leaving(100), receiving, claim(state), now);
    expect(decision.arrival).toBe('outgoing');
    expect(sum(decision.postings)).toBe(0);
    expect(decision.refunds).toBe(isAwaited(state) ? true : undefined);
    expect(decision.work?.kind).toBe(isAwaited(state) ? undefined : 'outgoing-unmatched');
    expect(decision.postings.map(({ account }) => account)).toEqual([
      isAwaited(state) ? 'refund:payable' : 'suspense:970436:0121',
      'bank:970436:0121',
    ]);
  });
  it('pays no refund by another amount, or from an account that is not the hospital’s', () => {
    for (const movement of [leaving(99), leaving(101), leaving(100, '9999')]) {
      const decision = decideArrival(movement, receiving, claim('sent'), now);
      expect(decision.refunds).toBeUndefined();
      expect(decision.question).toBe('outgoing-unmatched');
    }
  });
});
