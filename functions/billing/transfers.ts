import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { Seen } from './arrival.ts';

/**
 * A movement that was posted, with the provider's raw notice. It is inbox and guard in one: created in the commit that
 * posts it and kept for ever, it makes a second posting of the same bank reference impossible.
 */
export interface Transfer extends Seen {
  readonly reference: string;
  readonly payment: string;
  readonly provider: string;
  readonly providerId: string;
  readonly receivedAt: string;
  readonly bankTime: string;
  /** The notice as it came, sealed (`raw-notice.ts`). */
  readonly raw: readonly string[];
}

/** A notice that repeats a known reference with other content: kept, not posted. */
interface Question extends Transfer {
  readonly firstPayment: string;
}

/** Banks and aggregators spell one reference in both cases. */
const pkOf = (reference: string): string => `TRANSFER#${reference.toUpperCase()}`;
const guardKey = (reference: string) => ({ pk: pkOf(reference), sk: 'POSTED' });
/** One question for each other content, however often it is sent. */
const questionKey = (reference: string, { account, direction, amount }: Seen) => ({
  pk: pkOf(reference),
  sk: `QUESTION#${account}#${direction}#${amount}`,
});
const unreadableKey = (digest: string) => ({ pk: `UNREADABLE#${digest}`, sk: 'UNREADABLE' });

export const transfers = (table: TableReads) => ({
  posted: async (reference: string): Promise<Transfer | undefined> =>
    (await table.get<Transfer>(guardKey(reference)))?.value,
  question: async (reference: string, seen: Seen): Promise<Question | undefined> =>
    (await table.get<Question>(questionKey(reference, seen)))?.value,
  wasUnreadable: async (digest: string): Promise<boolean> =>
    (await table.get<object>(unreadableKey(digest))) !== undefined,
});

export const putTransfer = (transfer: Transfer): Put => ({
  key: guardKey(transfer.reference),
  value: transfer,
  expect: 'absent',
});
export const putQuestion = (question: Question): Put => ({
  key: questionKey(question.reference, question),
  value: question,
  expect: 'absent',
});
export const putUnreadable = (
  digest: string,
  notice: { provider: string; at: string; raw: readonly string[] },
): Put => ({
  key: unreadableKey(digest),
  value: notice,
  expect: 'absent',
});
