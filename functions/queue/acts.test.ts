import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClinicId, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { call, comeBack, noShow, recall, skip, transfer, undo } from './acts.ts';
import { callingOrder, type Flow, nextInLine, stillFlow } from './line.ts';
import { begun, settled, type Ticket } from './ticket.ts';

const start = Date.parse('2026-11-24T00:00:00.000Z');
const minute = (n: number): Date => new Date(start + n * 60_000);
const by = (n: number, doctor = 'doctor-1') => ({ by: doctor, at: minute(n) });
const clinic = ClinicId.parse('noi');
const ticketOf = (number: number, priority = 3): Ticket => ({
  ticket: TicketId.parse(`t-${number}`),
  clinic,
  day: LocalDay.parse('2026-11-24'),
  person: PersonId.parse(`p-${number}`),
  examination: ServiceCode.parse('KHAM'),
  state: 'waiting',
  issuedAt: minute(0).toISOString(),
  number,
  priority,
});
const waitingOf = (tickets: readonly Ticket[]): Ticket[] => tickets.filter(({ state }) => state === 'waiting');
const done = <T extends object>(x: T): Exclude<T, { refused: string }> => {
  if (isRefusal(x)) throw new Error(`refused: ${x.refused}`);
  return x as Exclude<T, { refused: string }>;
};
const numbers = (tickets: readonly Ticket[], flow: Flow = stillFlow): number[] =>
  callingOrder(waitingOf(tickets), flow).map(({ number }) => number);
const called = (ticket: Ticket): Ticket => call(ticket, stillFlow, by(1)).ticket;
const onward = (number: number, line: readonly Ticket[], stays = false) => ({
  ...{ made: TicketId.parse(`t-${number}`), clinic: ClinicId.parse('nhi'), examination: ServiceCode.parse('KHAM') },
  ...{ number, line, stays },
});

describe('a called patient', () => {
  const others = [2, 3, 4, 5].map((number) => ticketOf(number));
  it('who is skipped stands behind the next three of the lane, or behind all when they are fewer', () => {
    const skipped = done(skip(called(ticketOf(1)), others, by(2)));
    expect(numbers([...others, skipped])).toEqual([2, 3, 4, 1, 5]);
    expect(numbers([...others.slice(0, 2), done(skip(called(ticketOf(1)), others.slice(0, 2), by(2)))])).toEqual([
      2, 3, 1,
    ]);
  });
  it('who is skipped behind one who was skipped stands behind that one', () => {
    const line = [ticketOf(3)];
    const first = done(skip(called(ticketOf(2)), line, by(2)));
    const second = done(skip(called(ticketOf(1)), [...line, first], by(3)));
    expect(numbers([...line, second, first])).toEqual([3, 2, 1]);
  });
  it('is absent after three calls, skips between them counted, and not before', () => {
    const once = called(ticketOf(1));
    expect(noShow(once, by(2))).toMatchObject({ refused: 'too-few-calls' });
    const twice = done(recall(once, by(2)));
    expect(noShow(twice, by(3))).toMatchObject({ refused: 'too-few-calls' });
    const again = called(done(skip(twice, others, by(3))));
    expect(again.calls).toBe(3);
    expect(done(noShow(again, by(4))).state).toBe('missed');
  });
  it('who comes after all stands at the end of the own lane, and three new calls are needed', () => {
    const missed = done(noShow(done(recall(done(recall(called(ticketOf(1)), by(2))), by(3))), by(4)));
    const back = done(comeBack(missed, others, by(5)));
    expect(numbers([...others, back])).toEqual([2, 3, 4, 5, 1]);
    expect(noShow(called(back), by(6))).toMatchObject({ refused: 'too-few-calls' });
  });
  it('who is back from tests stands behind the priority classes and before the others, two to one', () => {
    const line = [...others, ticketOf(6, 1)];
    const back = done(comeBack(begun(called(ticketOf(1))), line, by(30)));
    expect(numbers([...line, back])).toEqual([6, 1, 2, 3, 4, 5]);
    expect(numbers([...line, back, ticketOf(7, 1)])).toEqual([6, 1, 2, 7, 3, 4, 5]);
  });
  it.each([
    ['recalled', (ticket: Ticket) => recall(ticket, by(2))],
    ['skipped', (ticket: Ticket) => skip(ticket, others, by(2))],
    ['absent', (ticket: Ticket) => noShow(ticket, by(2))],
  ])('is not %s before the call nor with the doctor', (_, act) => {
    expect(act(ticketOf(1))).toMatchObject({ refused: 'ticket-not-called', because: 'waiting' });
    expect(act(begun(called(ticketOf(1))))).toMatchObject({ refused: 'visit-begun' });
  });
  it('does not come back who never was away', () => {
    for (const ticket of [ticketOf(1), called(ticketOf(1))])
      expect(comeBack(ticket, others, by(2))).toMatchObject({ refused: 'ticket-not-away' });
  });
});

describe('a patient who is sent on', () => {
  const there = [ticketOf(1, 1), ticketOf(2)];
  it('stands there behind the priority classes, and no more here', () => {
    const { from, made } = done(transfer(ticketOf(9), onward(3, there), by(5)));
    expect([from.state, made.state, made.sentBy]).toEqual(['moved', 'waiting', 't-9']);
    expect(numbers([...there, made])).toEqual([1, 3, 2]);
  });
  it('stays here as well for a second clinic in one visit', () => {
    const { from, made } = done(transfer(begun(called(ticketOf(9))), onward(3, there, true), by(5)));
    expect([from.state, from.inRoom, made.state]).toEqual(['called', true, 'waiting']);
  });
  it('is not taken out of a visit that has begun, nor sent to where the line already is', () => {
    expect(transfer(begun(called(ticketOf(9))), onward(3, there), by(5))).toMatchObject({ refused: 'visit-begun' });
    expect(transfer(ticketOf(9), { ...onward(3, there), clinic }, by(5))).toMatchObject({ refused: 'same-clinic' });
  });
  it('goes with the emergencies when it is one', () => {
    expect(numbers([...there, done(transfer(ticketOf(9, 0), onward(3, there), by(5))).made])).toEqual([3, 1, 2]);
  });
});

/** A morning in one clinic: who comes, and what doctors and desk do, each step a minute after the last. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ what: fc.constant('come' as const), priority: fc.integer({ min: 0, max: 3 }) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        what: fc.constantFrom('call', 'recall', 'skip', 'no-show', 'begin', 'back', 'end', 'leave', 'undo'),
        who: fc.nat(30),
        doctor: fc.constantFrom('doctor-1', 'doctor-2', 'doctor-3'),
      }),
    },
  ),
  { maxLength: 80 },
);
type Step = NonNullable<typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never>;

function play(plan: readonly Step[], each: (was: Ticket[], is: Ticket[], flow: Flow, step: Step) => void): void {
  let tickets: Ticket[] = [];
  let flow: Flow = stillFlow;
  for (const [n, step] of plan.entries()) {
    const was = tickets;
    const change = (next: Ticket | object | undefined, old: Ticket): void => {
      if (next && !isRefusal(next)) tickets = tickets.map((one) => (one === old ? (next as Ticket) : one));
    };
    if (step.what === 'come') tickets = [...tickets, ticketOf(tickets.length + 1, step.priority)];
    else {
      const actor = by(n, step.doctor);
      const one = tickets[step.who % Math.max(1, tickets.length)];
      const next = nextInLine(waitingOf(tickets), flow);
      if (step.what === 'call' && next) {
        const made = call(next, flow, actor);
        flow = made.flow;
        change(made.ticket, next);
      }
      if (one && step.what === 'recall') change(recall(one, actor), one);
      if (one && step.what === 'skip') change(skip(one, waitingOf(tickets), actor), one);
      if (one && step.what === 'no-show') change(noShow(one, actor), one);
      if (one && step.what === 'begin' && one.state === 'called') change(begun(one), one);
      if (one && step.what === 'back') change(comeBack(one, waitingOf(tickets), actor), one);
      if (one && step.what === 'leave') {
        const sent = transfer(one, onward(1, []), actor);
        if (!isRefusal(sent)) change(sent.from, one);
      }
      if (one && step.what === 'undo') {
        const back = undo(one, flow, actor.at);
        if (!isRefusal(back)) {
          flow = back.flow ?? flow;
          change(back.ticket, one);
        }
      }
    }
    each(was, tickets, flow, step);
  }
}

describe('a morning of any acts', () => {
  it('loses nobody: all who ever came are there once, and all who wait are in the order once', () => {
    fc.assert(
      fc.property(steps, (plan) =>
        play(plan, (was, is, flow, step) => {
          expect(is).toHaveLength(was.length + (step.what === 'come' ? 1 : 0));
          expect(new Set(is.map(({ ticket }) => ticket)).size).toBe(is.length);
          expect(numbers(is, flow).toSorted((a, b) => a - b)).toEqual(waitingOf(is).map(({ number }) => number));
        }),
      ),
    );
  });
  it('never calls two at once: a call takes one who waited, for one doctor', () => {
    fc.assert(
      fc.property(steps, (plan) =>
        play(plan, (was, is, flow, step) => {
          if (step.what !== 'call') return;
          const taken = is.filter((one, n) => one !== was[n]);
          expect(taken.length).toBe(waitingOf(was).length > 0 ? 1 : 0);
          for (const one of taken) {
            expect(was.find(({ ticket }) => ticket === one.ticket)?.state).toBe('waiting');
            expect([one.state, one.calledBy, flow.lastCalled]).toEqual(['called', step.doctor, one.ticket]);
          }
        }),
      ),
    );
  });
  it('moves nobody back who did not act: an act on one leaves the order of the others in each lane', () => {
    fc.assert(
      fc.property(steps, (plan) =>
        play(plan, (was, is) => {
          const changed = new Set(is.filter((one, n) => one !== was[n]).map(({ number }) => number));
          for (const priorities of [[0], [1], [2], [3]]) {
            const unmoved = (tickets: readonly Ticket[]) =>
              numbers(tickets.filter(({ number, priority }) => priorities.includes(priority) && !changed.has(number)));
            expect(unmoved(is)).toEqual(unmoved(was));
          }
        }),
      ),
    );
  });
  it('is undone to the very ticket and line that were, act by act', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        let before: Flow = stillFlow;
        play(plan, (was, is, flow, step) => {
          const [at, flowWas] = [minute(plan.indexOf(step)), before];
          before = flow;
          if (['come', 'undo', 'begin'].includes(step.what)) return;
          for (const [n, one] of is.entries()) {
            const old = was[n];
            if (old === undefined || one === old) continue;
            const back = done(undo(one, flow, at));
            expect(back.ticket).toEqual(settled(old));
            expect(back.flow ?? flow).toEqual(flowWas);
          }
        });
      }),
    );
  });
  it('lets an ordinary patient with n before be called within 6 (n + 1) calls, whoever comes, books or returns', () => {
    const arrivals = fc.array(fc.array(fc.constantFrom(1, 2, 3), { maxLength: 3 }), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(fc.nat(9), arrivals, fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }), (n, plan, returns) => {
        let line = Array.from({ length: n + 1 }, (_, k) => ticketOf(k + 1));
        let [number, calls, flow, found] = [n + 1, 0, stillFlow as Flow, false];
        for (const [k, arriving] of plan.entries()) {
          line.push(...arriving.map((priority) => ticketOf(++number, priority)));
          const next = nextInLine(line, flow);
          if (!next) break;
          const one = call(next, flow, by(k));
          flow = one.flow;
          calls++;
          line = line.filter((other) => other !== next);
          if (next.number === n + 1) {
            found = true;
            break;
          }
          if (returns[k]) line.push(done(comeBack(begun(one.ticket), line, by(k))));
        }
        expect(found).toBe(true);
        expect(calls).toBeLessThanOrEqual(6 * (n + 1));
      }),
    );
  });
});

describe('undoing', () => {
  it('gives the turn back only while nobody was called since', () => {
    const first = call(ticketOf(1, 1), stillFlow, by(1));
    const second = call(ticketOf(2, 1), first.flow, by(2));
    expect(done(undo(first.ticket, first.flow, minute(3))).flow).toEqual(stillFlow);
    expect(done(undo(first.ticket, second.flow, minute(3))).flow).toBeUndefined();
  });
  it('goes one act back, within ten minutes, and not behind the beginning of a visit', () => {
    const ticket = called(ticketOf(1));
    expect(undo(ticket, stillFlow, minute(12))).toMatchObject({ refused: 'nothing-to-undo' });
    expect(undo(done(undo(ticket, stillFlow, minute(3))).ticket, stillFlow, minute(3))).toMatchObject({
      refused: 'nothing-to-undo',
    });
    expect(undo(begun(ticket), stillFlow, minute(3))).toMatchObject({ refused: 'nothing-to-undo' });
  });
  it('does not open a clinic again that has closed since', () => {
    const one = call(ticketOf(1), stillFlow, by(1));
    const closed = { ...one.flow, closedAt: minute(2).toISOString() };
    expect(done(undo(one.ticket, closed, minute(3))).flow).toEqual({ ...stillFlow, closedAt: minute(2).toISOString() });
  });
});
