import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import list from './banks.json' with { type: 'json' };

interface Bank {
  readonly shortName: string;
  /** As the State Bank's list has it, in Vietnamese. */
  readonly name: string;
  /** `transfer`: scans VietQR codes and is paid by them; `receive`: is only paid by them. */
  readonly vietqr: string;
  /** The bank is gone; its number is still on old codes. */
  readonly deprecated?: boolean;
}
const banks = new Map<string, Bank>(Object.entries(list.banks));

/**
 * The bank behind the number in a code. The list has a date: a number that it does not know may have been given since,
 * so whoever asks warns and goes on.
 * @param bin six digits, template 38-01-00 of a VietQR code
 */
export const bankOf = (bin: string): Bank | undefined => banks.get(bin);
/**
 * Why a refund cannot be sent to an account at this bank: the list does not know the number, the bank is gone, or
 * whether it receives transfers by code is not known.
 */
export function cannotReceive(bin: string): Refusal<'bank-unknown' | 'bank-takes-no-transfers'> | undefined {
  const bank = bankOf(bin);
  if (!bank) return refuse('bank-unknown', bin);
  const receives = bank.deprecated !== true && (bank.vietqr === 'transfer' || bank.vietqr === 'receive');
  return receives ? undefined : refuse('bank-takes-no-transfers', bank.shortName);
}
/** The day of the newest source of the list. */
export const banksDate = list.date;
