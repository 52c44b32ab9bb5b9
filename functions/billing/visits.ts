import type { BillId, EncounterId } from '../../shared/kernel/ids.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Condition, Item, Put, Remove, TableReads } from '../../shared/ports/table.ts';
import type { Charge, Visit } from './visit.ts';

const pkOf = (encounter: string): string => `VISIT#${encounter}`;
const visitKey = (encounter: string) => ({ pk: pkOf(encounter), sk: 'VISIT' });
const billKey = (encounter: string) => ({ pk: pkOf(encounter), sk: 'BILL' });
const revisionKey = (encounter: string) => ({ pk: pkOf(encounter), sk: 'REVISION' });
const voidedPrefix = 'VOIDED#';
const chargePrefix = 'CHARGE#';
/** Behind every charge. */
const chargesEnd = 'CHARGE$';
/** Several times what the ordering doors let into a visit; a fuller one must not be billed in part. */
const mostCharges = 2000;
/** With what stands beside the charges. */
const mostItems = 2200;
const pageSize = 500;

interface WholeVisit {
  readonly visit: Visit | undefined;
  readonly bill: BillId | undefined;
  /** Charges and reversals in order of their sources. */
  readonly charges: readonly Charge[];
  /** How many bills of the visit were voided. */
  readonly voided: number;
  /** Holds as long as no desk changes the charges. */
  readonly unchanged: Condition;
}

export const visits = (table: TableReads) => ({
  get: async (encounter: EncounterId): Promise<Visit | undefined> =>
    (await table.get<Visit>(visitKey(encounter)))?.value,
  /** The bill of the visit: a visit has one at a time. */
  bill: async (encounter: EncounterId): Promise<BillId | undefined> =>
    (await table.get<{ bill: BillId }>(billKey(encounter)))?.value.bill,
  /** All that billing knows of a visit, read at once: it lies together, and a bill needs all of it. */
  async whole(encounter: EncounterId): Promise<WholeVisit> {
    const items: Item<unknown>[] = [];
    let after: string | undefined;
    do {
      const page = await table.query({ pk: pkOf(encounter), limit: pageSize, ...(after !== undefined && { after }) });
      items.push(...page.items);
      if (items.length > mostItems) throw new Error(`visit ${encounter} holds more than ${mostItems} items`);
      after = page.next;
    } while (after !== undefined);
    const valueAt = <T>(sk: string) => items.find((item): item is Item<T> => item.key.sk === sk);
    const valuesBehind = <T>(prefix: string): T[] =>
      items.filter((item): item is Item<T> => item.key.sk.startsWith(prefix)).map(({ value }) => value);
    return {
      visit: valueAt<Visit>('VISIT')?.value,
      bill: valueAt<{ bill: BillId }>('BILL')?.value.bill,
      charges: valuesBehind<Charge>(chargePrefix),
      voided: valuesBehind<object>(voidedPrefix).length,
      unchanged: { key: revisionKey(encounter), expect: valueAt('REVISION')?.version ?? 'absent' },
    };
  },
  /** The write by which a visit has no bill any more and may be billed anew; the void one is remembered. */
  async unbilled(encounter: EncounterId, bill: BillId, at: string): Promise<{ put: Put; remove: Remove[] }> {
    const current = await table.get<{ bill: BillId }>(billKey(encounter));
    const put: Put = {
      key: { pk: pkOf(encounter), sk: `${voidedPrefix}${bill}` },
      value: { bill, at },
      expect: 'absent',
    };
    return { put, remove: current?.value.bill === bill ? [{ key: current.key, expect: current.version }] : [] };
  },
  /** Charges and reversals in order of their sources; `after` is `next` of the page before. */
  async page(
    encounter: EncounterId,
    limit: number,
    after: string | undefined,
  ): Promise<{ items: readonly Charge[]; next: string | undefined }> {
    // A blank sorts before all that a source goes on with.
    const from = after === undefined ? chargePrefix : `${chargePrefix}${after} `;
    const page = await table.query<Charge>({ pk: pkOf(encounter), from, to: chargesEnd, limit });
    const items = page.items.map(({ value }) => value);
    return { items, next: page.next === undefined ? undefined : items.at(-1)?.source };
  },
  /** How often a desk changed the charges, for who relies on the charges as they were read. */
  async revision(encounter: EncounterId): Promise<{ unchanged: Condition; changed: Put }> {
    const key = revisionKey(encounter);
    const before = await table.get(key);
    const expect = before?.version ?? 'absent';
    return { unchanged: { key, expect }, changed: { key, value: {}, expect } };
  },
  charges: (encounter: EncounterId): Promise<readonly Charge[]> =>
    readAll(table, { pk: pkOf(encounter), prefix: chargePrefix }, mostCharges),
});

export const putVisit = (visit: Visit): Put => ({ key: visitKey(visit.encounter), value: visit, expect: 'absent' });

/** One charge for each source, however often its order is announced. */
export const putCharge = (encounter: EncounterId, charge: Charge): Put => ({
  key: { pk: pkOf(encounter), sk: `${chargePrefix}${charge.source}` },
  value: charge,
  expect: 'absent',
});

export const putVisitBill = (encounter: EncounterId, bill: BillId): Put => ({
  key: billKey(encounter),
  value: { bill },
  expect: 'absent',
});

export const notYetBilled = (encounter: EncounterId): Condition => ({ key: billKey(encounter), expect: 'absent' });
