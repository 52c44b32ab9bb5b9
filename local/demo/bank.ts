import { createHmac } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Line, Reply } from './line.ts';
import { readVietQr } from './vietqr-reader.ts';

/** How the bank's movements reach a hospital. */
export type Contract =
  | { readonly provider: 'sepay'; readonly notify: string; readonly secret: string }
  | {
      readonly provider: 'vietqr-vn';
      readonly notify: string;
      readonly token: string;
      readonly username: string;
      readonly password: string;
    };

/** A line of the bank's own statement. */
export interface Movement {
  readonly reference: string;
  readonly at: string;
  readonly bin: string;
  readonly account: string;
  /** Whole dong: into the account when positive, out of it when negative. */
  readonly amount: number;
  readonly content: string;
}

interface Account {
  readonly hospital: string;
  readonly bin: string;
  readonly contract: Contract;
}

/** What the notice says instead of the truth, and who signs it. */
export interface Twist {
  readonly amount?: number;
  /** In place of the secret that bank and hospital share. */
  readonly secret?: string;
  /** In place of the whole body. */
  readonly body?: string;
}

/** Local text without zone, as SePay writes it: Viet Nam is seven hours ahead of UTC all year. */
const localText = (at: string): string =>
  new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

/**
 * A bank of our own. It knows nothing of the product but its callback addresses: it reads the QR code by its own
 * reader, moves the money, writes its own statement to a file, and only then calls back.
 * @param statement path of that file, which begins empty
 * @param run letters and digits that keep the references of two runs apart
 */
export function openBank(first: Line, statement: string, run: string) {
  let line = first;
  writeFileSync(statement, '');
  const accounts = new Map<string, Account>();
  let count = 0;

  const accountOf = (account: string): Account => {
    const found = accounts.get(account);
    if (!found) throw new Error(`no account ${account} at this bank`);
    return found;
  };

  function book(account: string, amount: number, contentOf: (serial: number) => string): Movement {
    const { bin } = accountOf(account);
    const reference = `FT${run}${String(++count).padStart(6, '0')}`;
    const movement: Movement = {
      reference,
      at: new Date().toISOString(),
      bin,
      account,
      amount,
      content: contentOf(count),
    };
    appendFileSync(statement, `${JSON.stringify(movement)}\n`);
    return movement;
  }

  const sepayBody = (movement: Movement, amount: number, id: number): string =>
    JSON.stringify({
      gateway: 'Vietcombank',
      transactionDate: localText(movement.at),
      accountNumber: movement.account,
      subAccount: null,
      code: null,
      content: movement.content,
      transferType: amount < 0 ? 'out' : 'in',
      description: `BankAPINotify ${movement.content}`,
      transferAmount: Math.abs(amount),
      referenceCode: movement.reference,
      accumulated: 0,
      id,
    });

  const vietqrBody = (movement: Movement, amount: number): string =>
    JSON.stringify({
      bankaccount: movement.account,
      amount: Math.abs(amount),
      transType: amount < 0 ? 'D' : 'C',
      content: movement.content,
      transactionid: `vq-${movement.reference}`,
      transactiontime: Date.parse(movement.at),
      referencenumber: movement.reference,
      orderId: '',
    });

  async function viaSepay(contract: Contract & { provider: 'sepay' }, body: string, secret: string): Promise<Reply> {
    const stamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
    return line.send('POST /callbacks/sepay/{channel}', contract.notify, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sepay-timestamp': stamp,
        'x-sepay-signature': `sha256=${mac}`,
      },
      body,
    });
  }

  async function viaVietQr(contract: Contract & { provider: 'vietqr-vn' }, body: string, password: string) {
    const basic = Buffer.from(`${contract.username}:${password}`).toString('base64');
    const route = 'POST /callbacks/vietqr-vn/{channel}';
    const granted = await line.send(`${route}/api/token_generate`, contract.token, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
    });
    if (granted.status !== 200) return granted;
    const { access_token } = granted.body as { access_token: string };
    return line.send(`${route}/bank/api/transaction-sync`, contract.notify, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body,
    });
  }

  return {
    /** From now on calls go over this line: the hospitals' server has moved. */
    reachBy: (other: Line): void => {
      line = other;
    },
    /** An account of a hospital, and how its movements are reported. */
    open: (hospital: string, { bin, account }: { bin: string; account: string }, contract: Contract): void => {
      accounts.set(account, { hospital, bin, contract });
    },
    accountsElsewhere: (hospital: string): string[] =>
      [...accounts].filter(([, account]) => account.hospital !== hospital).map(([number]) => number),

    /** A customer scans a code and pays; what the customer changes on the screen is in `typed`. */
    transfer(payload: string, typed: { amount?: number; content?: string; account?: string } = {}): Movement {
      const scanned = readVietQr(payload);
      const amount = typed.amount ?? scanned.amount;
      if (amount === undefined || amount <= 0) throw new Error('nobody said how much to pay');
      const account = typed.account ?? scanned.account;
      // Banks put their own words around the payer's.
      return book(account, amount, (serial) => `MBVCB.${serial}.${typed.content ?? scanned.purpose}.CT tu 0123456789`);
    },
    /** The bank takes its fee. */
    charge: (account: string, fee: number): Movement => book(account, -fee, () => 'PHI DICH VU'),
    /** Reports a movement to the hospital whose account it is on. */
    async notify(movement: Movement, twist: Twist = {}): Promise<Reply> {
      const { contract } = accountOf(movement.account);
      const amount = twist.amount ?? movement.amount;
      if (contract.provider === 'sepay') {
        const id = 1_000_000 + Number(movement.reference.slice(-6));
        const body = twist.body ?? sepayBody(movement, amount, id);
        return viaSepay(contract, body, twist.secret ?? contract.secret);
      }
      return viaVietQr(contract, twist.body ?? vietqrBody(movement, amount), twist.secret ?? contract.password);
    },
    /** The statement of an account, read back from the bank's own file. */
    statementOf: (account: string): Movement[] => readStatement(statement).filter((one) => one.account === account),
  };
}
export type Bank = ReturnType<typeof openBank>;

function readStatement(file: string): Movement[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Movement);
}
