import type { Role } from '../shared/kernel/caller.ts';
import type { BillingStage } from './billing-stage.ts';

const roleOf = (person: string): Role => (person.startsWith('admin') ? 'admin' : 'cashier');

/** People at tills: `cashier-2` and `admin-2` are others than `cashier-1` and `admin-1`. */
export function deskStage(stage: BillingStage) {
  const ask = async (person: string, route: string, input: Record<string, unknown> = {}) => {
    const roles = [roleOf(person)];
    const token = await stage.embedded.issuer.issue({ subject: person, hospital: stage.hospital, roles }, stage.now());
    return stage.request(route, input, { headers: { authorization: `Bearer ${token}` } });
  };
  return {
    ask,
    openTill: (till: string, float: number, person = 'cashier-1') =>
      ask(person, 'POST /v1/till-sessions', { till, float }),
    readSession: (session: string, person = 'cashier-1') => ask(person, 'GET /v1/till-sessions/{session}', { session }),
    payCash: (bill: string, amount: number, tendered = amount, person = 'cashier-1', till = 'T01') =>
      ask(person, 'POST /v1/bills/{bill}/cash-payments', { bill, till, amount, tendered }),
    depositCash: (owner: string, amount: number, person = 'cashier-1', till = 'T01') =>
      ask(person, 'POST /v1/persons/{person}/cash-deposits', { person: owner, till, amount }),
    drop: (amount: number, person = 'cashier-1', till = 'T01') =>
      ask(person, 'POST /v1/tills/{till}/drops', { till, amount }),
    close: (session: string, count: Record<string, number>, person = 'cashier-1') =>
      ask(person, 'POST /v1/till-sessions/{session}/closing', { session, count }),
    /** @param version of the session as it was seen; without it, as it is now */
    async decideClosing(session: string, approve: boolean, person = 'admin-1', version?: number) {
      const seen = version ?? (await ask('admin-1', 'GET /v1/till-sessions/{session}', { session })).body.version ?? 1;
      const decision = { session, approve, version: seen, note: 'Đã kiểm quỹ' };
      return ask(person, 'POST /v1/till-sessions/{session}/closing/decision', decision);
    },
    refund: (from: object, amount: number, more: Record<string, unknown> = {}, person = 'cashier-1') =>
      ask(person, 'POST /v1/refunds', { from, amount, way: { kind: 'cash' }, note: 'Dịch vụ không dùng', ...more }),
    decide: (refund: string, approve = true, person = 'admin-1') =>
      ask(person, 'POST /v1/refunds/{refund}/decision', { refund, approve }),
    payOut: (refund: string, person = 'cashier-1', till = 'T01') =>
      ask(person, 'POST /v1/refunds/{refund}/cash-payout', { refund, till }),
    send: (refund: string, person = 'cashier-1') => ask(person, 'POST /v1/refunds/{refund}/transfer', { refund }),
    outcome: (refund: string, outcome: string, person = 'cashier-2') =>
      ask(person, 'POST /v1/refunds/{refund}/outcome', { refund, outcome }),
    match: (refund: string, item: string, person = 'admin-1') =>
      ask(person, 'POST /v1/refunds/{refund}/payout-match', { refund, item }),
    readRefund: async (refund: string) => (await ask('cashier-1', 'GET /v1/refunds/{refund}', { refund })).body,
    /** A refund of a deposit, asked for and approved. */
    async approved(person: string, amount: number, more: Record<string, unknown> = {}): Promise<string> {
      const { refund } = (await this.refund({ kind: 'deposit', person }, amount, more)).body;
      await this.decide(refund);
      return String(refund);
    },
  };
}
export type DeskStage = ReturnType<typeof deskStage>;
