import type { Bank, Twist } from './bank.ts';
import type { Reply } from './line.ts';
import type { PlannedVisit } from './plan.ts';
import type { deskOf } from './till.ts';
import type { Bill, stepsOf } from './visit.ts';

/** What the patient, the bank and a stranger need for a payment. */
interface Counter {
  readonly bank: Bank;
  readonly steps: ReturnType<typeof stepsOf>;
  readonly desk: ReturnType<typeof deskOf>;
  /** Puts something off to the end of the morning. */
  later(work: () => Promise<void>): void;
}

/** Dong. */
const bankFee = 3_300;
const surplus = 30_000;
const notTheSecret = 'a-stranger-does-not-know-it';

function must(reply: Reply, status: number, what: string): void {
  if (reply.status !== status) throw new Error(`${what}: expected ${status}, got ${reply.status} ${reply.text}`);
}

/**
 * Pays a bill as the plan has it, trouble and all. Whatever happens on the way, in the end the patient has paid what
 * was due. A bill of nothing needs no payment.
 */
export async function pay(
  { hospital, trouble, serial }: PlannedVisit,
  person: string,
  bill: Bill,
  counter: Counter,
): Promise<void> {
  const { bank, steps, desk } = counter;
  const { payload } = bill;
  if (payload === undefined) return;
  const report = async (movement: Parameters<Bank['notify']>[0], status = 200, twist?: Twist): Promise<void> =>
    must(await bank.notify(movement, twist), status, `${trouble} at ${hospital}`);
  const payProperly = async (): Promise<void> => report(bank.transfer(payload));

  switch (trouble) {
    case 'none':
    case 'kiosk-twice':
      return payProperly();
    case 'cash':
      return desk.takeCash(bill.bill, bill.due);
    case 'cash-and-code': {
      if (bill.due < 2) return payProperly();
      await desk.takeCash(bill.bill, Math.ceil(bill.due / 2));
      const rest = await steps.readBill(bill.bill);
      if (rest.payload === undefined) throw new Error(`${bill.bill} asks for no rest`);
      return report(bank.transfer(rest.payload));
    }
    case 'one-card': {
      const card = await desk.giveCard(person);
      await report(bank.transfer(await desk.topUp(card, bill.due + 20_000)));
      return desk.payByCard(bill.bill, card);
    }
    case 'refunded': {
      const movement = bank.transfer(payload, { amount: bill.due + surplus });
      await report(movement);
      return desk.giveBack(movement, person, surplus);
    }
    case 'doubled': {
      const movement = bank.transfer(payload);
      await report(movement);
      return report(movement);
    }
    case 'at-once': {
      const movement = bank.transfer(payload);
      await Promise.all([report(movement), report(movement), report(movement)]);
      return;
    }
    case 'delayed': {
      const movement = bank.transfer(payload);
      counter.later(() => report(movement));
      return;
    }
    case 'lost':
      bank.transfer(payload);
      return;
    case 'short': {
      if (bill.due < 2) return payProperly();
      await report(bank.transfer(payload, { amount: Math.floor(bill.due * 0.4) || 1 }));
      const rest = await steps.readBill(bill.bill);
      if (rest.state !== 'part_paid' || rest.payload === undefined) throw new Error(`${bill.bill} asks for no rest`);
      return report(bank.transfer(rest.payload));
    }
    case 'over':
      return report(bank.transfer(payload, { amount: bill.due + 50_000 }));
    case 'paid-again': {
      await payProperly();
      return payProperly();
    }
    case 'unknown-code': {
      await report(bank.transfer(payload, { content: 'VIEN PHI CUA ME TOI' }));
      return payProperly();
    }
    case 'placed': {
      const movement = bank.transfer(payload, { content: 'VIEN PHI CUA CHA TOI' });
      await report(movement);
      return desk.place(movement, bill.bill);
    }
    case 'outgoing': {
      const movement = bank.transfer(payload);
      await report(movement);
      return report(bank.charge(movement.account, bankFee));
    }
    case 'forged': {
      const movement = bank.transfer(payload);
      await report(movement, 401, { secret: notTheSecret });
      return report(movement);
    }
    case 'wrong-hospital': {
      const others = bank.accountsElsewhere(hospital);
      const elsewhere = others[serial % others.length];
      if (elsewhere !== undefined) await report(bank.transfer(payload, { account: elsewhere }));
      return payProperly();
    }
    case 'reference-reused': {
      const movement = bank.transfer(payload);
      await report(movement);
      return report(movement, 200, { amount: movement.amount + 1_000 });
    }
    case 'unreadable': {
      const movement = bank.transfer(payload);
      await report(movement, 400, { body: `{"referenceCode":"${movement.reference}","transferAmount":` });
      return report(movement);
    }
  }
}
