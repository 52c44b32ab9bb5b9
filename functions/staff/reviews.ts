import type { MemberId } from '../../shared/contracts/staff.ts';
import type { Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Decision, Entry, Review } from './review.ts';

const all = 'REVIEWS';
const reviewKey = (review: string): Key => ({ pk: all, sk: review });
const partition = (review: string): string => `REVIEW#${review}`;
/** A part is named by its first member, so that the part in which a member stands is found by one read. */
const partKey = (review: string, first: MemberId): Key => ({ pk: partition(review), sk: `PART#${first}` });
const decisionKey = (review: string, member: MemberId): Key => ({ pk: partition(review), sk: `DECISION#${member}` });
/** Behind every id that begins so. */
const behind = (sk: string): string => `${sk}~`;

/** Accounts in one part: some 20 KB. */
const perPart = 100;
/** Accounts that one write can list. */
export const mostAccounts = 80 * perPart;

interface Part {
  readonly entries: readonly Entry[];
}

/** The reviews of access: what was found is written once, and each decision beside it, never changed. */
export const reviews = (table: Table) => ({
  find: (review: string): Promise<Item<Review> | undefined> => table.get<Review>(reviewKey(review)),
  /** Newest first. */
  async list(limit: number, before: string | undefined) {
    const range = before === undefined ? {} : { from: '0', to: before };
    const page = await table.query<Review>({ pk: all, ...range, descending: true, limit });
    const next = page.next === undefined ? undefined : page.items.at(-1)?.value.review;
    return { found: page.items, next };
  },
  /** @param entries in order of their members */
  adding(review: Review, entries: readonly Entry[]): Put[] {
    const puts: Put[] = [{ key: reviewKey(review.review), value: review, expect: 'absent' }];
    for (let at = 0; at < entries.length; at += perPart) {
      const part = entries.slice(at, at + perPart);
      const [first] = part;
      if (first) puts.push({ key: partKey(review.review, first.member), value: { entries: part }, expect: 'absent' });
    }
    return puts;
  },
  replacing: (found: Item<Review>, review: Review): Put => ({
    key: found.key,
    value: review,
    expect: found.version,
  }),
  /** The accounts behind this member, one part of them, with the decisions on them. */
  async part(review: string, after: MemberId | undefined) {
    const pk = partition(review);
    const from = after === undefined ? 'PART#' : `PART#${after} `;
    const page = await table.query<Part>({ pk, from, to: behind('PART#'), limit: 2 });
    const [part, following] = page.items;
    const entries = part?.value.entries ?? [];
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last) return { entries, decisions: [], next: undefined };
    const range = { from: `DECISION#${first.member}`, to: behind(`DECISION#${last.member}`), limit: perPart };
    const decided = await table.query<Decision>({ pk, ...range });
    return { entries, decisions: decided.items.map(({ value }) => value), next: following && last.member };
  },
  async lists(review: string, member: MemberId): Promise<boolean> {
    const range = { from: 'PART#', to: behind(`PART#${member}`), descending: true, limit: 1 };
    const page = await table.query<Part>({ pk: partition(review), ...range });
    return page.items.some(({ value }) => value.entries.some((entry) => entry.member === member));
  },
  decision: async (review: string, member: MemberId): Promise<Decision | undefined> =>
    (await table.get<Decision>(decisionKey(review, member)))?.value,
  deciding: (review: string, decision: Decision): Put => ({
    key: decisionKey(review, decision.member),
    value: decision,
    expect: 'absent',
  }),
});
