import type { Random } from '../../local/demo/random.ts';

/** A movement in the bank's own log, which the product never sees but through callbacks. */
export interface Movement {
  readonly reference: string;
  readonly account: string;
  readonly amount: number;
  readonly direction: 'in' | 'out';
  readonly content: string;
  /** The bank's day of it, dd/mm/yyyy in Viet Nam. */
  readonly day: string;
}

/** A call that the bank still has to make: what it says, and whether it is the bank's at all. */
export interface Call {
  readonly movement: Movement;
  readonly kind: 'true' | 'forged' | 'changed';
  /** What the call says in place of the truth. */
  readonly amount: number;
}

/**
 * A bank of our own: it moves money, writes its log, and calls back late, twice, in another order and sometimes never.
 * Strangers call too, and now and then a call names a known reference with another amount. A true call is repeated until
 * somebody answers it with success; of what no call tells, the bank's statement does.
 */
export function openSimulatedBank(random: Random) {
  const log: Movement[] = [];
  const waiting: Call[] = [];
  let serial = 0;
  const call = (movement: Movement, kind: Call['kind'], amount = movement.amount): Call => ({ movement, kind, amount });

  return {
    log: log as readonly Movement[],
    waiting: waiting as readonly Call[],
    move(movement: Omit<Movement, 'reference'>): Movement {
      const moved = { ...movement, reference: `FT${String(++serial).padStart(6, '0')}` };
      log.push(moved);
      if (random.percent(12)) return moved;
      waiting.push(call(moved, 'true'));
      if (random.percent(35)) waiting.push(call(moved, 'true'));
      if (random.percent(10)) waiting.push(call(moved, 'changed', movement.amount + random.int(1, 5000)));
      return moved;
    },
    /** Somebody without the secret claims that money came. */
    forge(movement: Omit<Movement, 'reference'>): void {
      waiting.push(call({ ...movement, reference: `XX${String(++serial).padStart(6, '0')}` }, 'forged'));
    },
    /** Takes calls out of the queue in any order. */
    next(most: number): Call[] {
      const taken = random.shuffled(waiting).slice(0, most);
      for (const one of taken) waiting.splice(waiting.indexOf(one), 1);
      return taken;
    },
    /** The statement of an account so far, as a table of comma separated values. */
    statement(account: string): string {
      const lines = log.filter((movement) => movement.account === account);
      return [
        `Số tài khoản: ${account}`,
        'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
        ...lines.map(({ day, reference, amount, direction, content }) =>
          [day, reference, direction === 'out' ? amount : '', direction === 'in' ? amount : '', content].join(','),
        ),
      ].join('\n');
    },
    again(one: Call): void {
      waiting.push(one);
    },
  };
}
export type SimulatedBank = ReturnType<typeof openSimulatedBank>;
