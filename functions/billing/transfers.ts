import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { bankDayOf, type Seen } from './reference.ts';

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
  /** The provider named no reference of the bank, so this one was made from its own id. */
  readonly madeUp?: true;
  /** The import of the statement that alone told of it. */
  readonly statement?: string;
  /** The work item by which a person let it be posted beside another of its reference. */
  readonly item?: string;
}

/** A notice that was not believed to be what it says of itself: kept, not posted, until a person has looked. */
export interface Question extends Transfer {
  /** The payment that it may be, or from which it differs. */
  readonly firstPayment: string;
  /** The account's name in the ledger; absent in older ones. */
  readonly place?: string;
  /** How often the like was told anew after people had ended it; absent for the first time. */
  readonly again?: number;
  /** When people ended it without posting it: whoever else tells of it from then on asks anew. */
  readonly endedAt?: string;
  /** The payment that it is, as two people hold. */
  readonly sameAs?: string;
}

/** Says that a transfer came under another reference too. */
interface Link {
  readonly reference: string;
}

/** All that came under one bank reference. */
interface Known {
  /** Oldest first; of each account one, and what a person let be posted since. */
  readonly posted: readonly Transfer[];
  readonly questions: readonly Question[];
  readonly link: Link | undefined;
}

/** Banks and aggregators spell one reference in both cases. */
const pkOf = (reference: string): string => `TRANSFER#${reference.toUpperCase()}`;
/**
 * A bank numbers by account, so two accounts may have one reference. Older guards stand without the account, under
 * `POSTED` alone.
 */
const guardKey = ({ reference, account, item }: Transfer) => ({
  pk: pkOf(reference),
  sk: `POSTED#${account}${item === undefined ? '' : `#${item}`}`,
});
/** One question for each other content, however often it is sent. */
const questionKey = ({ reference, account, direction, amount, codes = [], again, ...seen }: Question): Key => ({
  pk: pkOf(reference),
  sk: `QUESTION#${account}#${direction}#${amount}#${bankDayOf(seen)}#${codes.join('+')}${again === undefined ? '' : `#${again}`}`,
});
const linkKey = (reference: string) => ({ pk: pkOf(reference), sk: 'LINK' });
const unreadableKey = (digest: string) => ({ pk: `UNREADABLE#${digest}`, sk: 'UNREADABLE' });

/** Far above what ever comes under one reference. */
const mostKnown = 200;

export const transfers = (table: TableReads) => ({
  /** One read, however much came under the reference. */
  async of(reference: string): Promise<Known> {
    const { items } = await table.query<Question>({ pk: pkOf(reference), limit: mostKnown });
    const under = (prefix: string): Question[] =>
      items.filter(({ key }) => key.sk.startsWith(prefix)).map(({ value }) => value);
    const posted = under('POSTED').toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
    return { posted, questions: under('QUESTION#'), link: under('LINK')[0] };
  },
  /** What was posted under a reference on this account. */
  async posted(reference: string, account: string): Promise<readonly Transfer[]> {
    return (await this.of(reference)).posted.filter((one) => one.account === account);
  },
  /** The question of a payment under this reference, to be ended. */
  async question(reference: string, payment: string | undefined): Promise<Item<Question> | undefined> {
    const found = (await this.of(reference)).questions.find((one) => one.payment === payment);
    return found && table.get<Question>(questionKey(found));
  },
  wasUnreadable: async (digest: string): Promise<boolean> =>
    (await table.get<object>(unreadableKey(digest))) !== undefined,
});

export const putTransfer = (transfer: Transfer): Put => ({
  key: guardKey(transfer),
  value: transfer,
  expect: 'absent',
});
export const putQuestion = (question: Question): Put => ({
  key: questionKey(question),
  value: question,
  expect: 'absent',
});
/** The end of a question that was not posted. */
export const putEnded = ({ key, value, version }: Item<Question>, endedAt: string, sameAs?: string): Put => ({
  key,
  value: { ...value, endedAt, ...(sameAs !== undefined && { sameAs }) },
  expect: version,
});
/** At most one for a transfer: what comes third is another movement. */
export const putLink = (first: string, reference: string): Put => ({
  key: linkKey(first),
  value: { reference },
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
