import { createHmac } from 'node:crypto';
import type { Payable } from './visit.ts';

/** What the bank's helper is told when it is set up. No real channel has this secret. */
export const secret = 'bench-secret-of-no-real-channel';

/**
 * A transfer that pays a bill, as SePay reports it (developer.sepay.vn, "Authenticate"): the signature covers the time
 * stamp in seconds and the raw body.
 */
export function sepayCall({ code, amount }: Payable, account: string, nth: number, now: Date) {
  const content = `${code} thanh toan vien phi`;
  const body = JSON.stringify({
    id: 900_000 + nth,
    gateway: 'Bench',
    transactionDate: null,
    accountNumber: account,
    subAccount: null,
    code: null,
    content,
    transferType: 'in',
    description: `BankAPINotify ${content}`,
    transferAmount: amount,
    referenceCode: `BENCH.${String(nth).padStart(8, '0')}`,
    accumulated: 0,
  });
  const stamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${stamp}.`).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-sepay-timestamp': stamp,
    'x-sepay-signature': `sha256=${signature}`,
  };
  return { headers, body };
}
