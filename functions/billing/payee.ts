import * as z from 'zod';
import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { cannotReceive } from './banks.ts';
import type { Bill } from './bill.ts';
import { parseJson, textOf } from './providers/notice.ts';
import { unsealRaw } from './raw-notice.ts';
import { Payee } from './refund.ts';
import { transfers } from './transfers.ts';
import type { WorkItem } from './work-item.ts';

const purpose = 'refund-payee';

export const sealPayee = ({ bin, account, name }: Payee, { keys }: Pick<World, 'keys'>): Promise<string> =>
  keys.seal(purpose, JSON.stringify({ bin, account, name }));

export async function unsealPayee(
  sealed: string | undefined,
  { keys }: Pick<World, 'keys'>,
): Promise<Payee | undefined> {
  return sealed === undefined ? undefined : Payee.parse(JSON.parse(await keys.unseal(purpose, sealed)));
}

/** Casso and payOS tell the payer's account in the same fields; empty ones are none. */
const Told = z.object({
  data: z.object({
    counterAccountBankId: z.string(),
    counterAccountNumber: z.string(),
    counterAccountName: z.string(),
  }),
});

/** The account a transfer came from, when the notice tells bank, number and holder in a form that can be paid to and the bank receives. */
export function payerOf(raw: string): Payee | undefined {
  const told = Told.safeParse(parseJson(raw)?.value);
  if (!told.success) return undefined;
  const { counterAccountBankId: bin, counterAccountNumber: account, counterAccountName: name } = told.data.data;
  const payee = Payee.safeParse({ bin, account, name });
  return payee.success && !cannotReceive(payee.data.bin) ? payee.data : undefined;
}

/**
 * The way by which money came, to pay back the same way: cash for cash, a transfer to the account that paid. It is known
 * when the refund answers a work item on one transfer, or the bill was paid at once.
 */
export async function originalWay(
  amount: Dong,
  { item, bill }: { readonly item: WorkItem | undefined; readonly bill: Bill | undefined },
  world: Pick<World, 'table' | 'keys'>,
): Promise<{ way: 'cash' } | { way: 'transfer'; payee: Payee } | Refusal<'payee-needed'>> {
  const applied = bill?.payments.filter((payment) => payment.applied > 0) ?? [];
  const [only] = applied.length === 1 ? applied : [];
  const came = item?.reference === undefined ? only : { ...item, reference: item.reference };
  if (came?.provider === 'cash') return { way: 'cash' };
  const known = came && (await transfers(world.table).of(came.reference));
  const transfer = known?.posted.find(({ payment }) => payment === came?.payment);
  if (!transfer || transfer.amount < amount) return refuse('payee-needed');
  const payee = payerOf(textOf(await unsealRaw(transfer.raw, world.keys)));
  return payee ? { way: 'transfer', payee } : refuse('payee-needed');
}
