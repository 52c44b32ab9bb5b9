import type { Units } from '../../shared/aws/units.ts';

/**
 * The least that DynamoDB charges for keeping the facts of a visit and of a payment, whoever programs it:
 *
 * - a fact with a life of its own (it is created, changed, found or ended apart from others) is one item; every item is
 *   rounded up to 1 KB;
 * - every change keeps an audit entry, every request and every event handled a mark that makes a repetition harmless,
 *   and every event announced an outbox item;
 * - what a change causes is one commit with it, and in a commit of several items each costs double; an item alone is
 *   written plainly, at single price;
 * - an index entry costs one more write of the item when it is written, and one when it is removed;
 * - an item on which a commit only relies costs as much as one it writes;
 * - a read costs 1 for each 4 KB, half from an index. What must be there is read once in a commit; that something is
 *   absent (a mark, a claim, a second ticket) costs nothing, since the write itself holds only then.
 */
export interface MinimalCommit {
  readonly by: string;
  readonly writes: readonly { readonly what: string; readonly units: number }[];
  readonly reads: readonly { readonly what: string; readonly units: number }[];
}

/** A fact of 1 KB at most, or one that is larger or stands in an index. */
type Fact =
  | string
  | { readonly what: string; readonly kB?: number; readonly indexed?: number; readonly unindexed?: number };
type Read = string | { readonly what: string; readonly units: number };

interface Kept {
  readonly facts?: readonly Fact[];
  readonly events?: readonly string[];
  /** Items that must stay as they are. */
  readonly guards?: readonly string[];
  /** Items alone: counters and claims. */
  readonly plain?: readonly string[];
  readonly reads?: readonly Read[];
}

function commit(by: string, mark: readonly Fact[], kept: Kept): MinimalCommit {
  const { facts = [], events = [], guards = [], plain = [], reads = [] } = kept;
  const changes = facts.length + events.length > 0;
  const items = [...facts, ...mark, ...(changes ? ['audit entry'] : []), ...events.map((event) => `event ${event}`)];
  const perItem = items.length + guards.length > 1 ? 2 : 1;
  return {
    by,
    writes: [
      ...items.map((item) => {
        const { what, kB = 1, indexed = 0, unindexed = 0 } = typeof item === 'string' ? { what: item } : item;
        return { what, units: kB * (perItem + indexed + unindexed) };
      }),
      ...guards.map((what) => ({ what, units: perItem })),
      ...plain.map((what) => ({ what, units: 1 })),
    ],
    reads: reads.map((read) => (typeof read === 'string' ? { what: read, units: 1 } : read)),
  };
}

const request = (by: string, kept: Kept): MinimalCommit => commit(by, ['idempotency mark'], kept);
const reaction = (by: string, kept: Kept = {}): MinimalCommit => commit(by, ['inbox mark'], kept);
/** The mark of a callback is the transfer itself. */
const callback = (by: string, kept: Kept): MinimalCommit => commit(by, [], kept);

const notClosed = 'the record is not closed';
const notBilled = 'the visit is not billed';

/** An outpatient visit with an insurance card, a note, two tests, a diagnosis, two drugs and a bill. */
export const visitSteps = [
  'card reading',
  'coverage',
  'ticket',
  'call',
  'opening',
  'note',
  'order',
  'diagnosis',
  'prescription',
  'closing',
  'bill',
] as const;
export const paymentSteps = ['transfer'] as const;
export type Step = (typeof visitSteps)[number] | (typeof paymentSteps)[number];

export const minimum: Readonly<Record<Step, readonly MinimalCommit[]>> = {
  'card reading': [
    request('identity.readCitizenCard', {
      facts: ['person', 'citizen number', 'reading of the card'],
      events: ['person-registered'],
      reads: ['who has this number'],
    }),
  ],
  coverage: [
    request('insurance.recordCoverage', {
      facts: [{ what: 'coverage, found by card', indexed: 1 }],
      events: ['coverage-recorded'],
      reads: ['person', { what: 'who else has this card', units: 0.5 }],
    }),
  ],
  ticket: [
    request('queue.issueTicket', {
      facts: [{ what: 'ticket, in its line', indexed: 1 }, 'one open ticket for patient and clinic'],
      events: ['ticket-issued'],
      plain: ['next number'],
      reads: ['clinic', 'person', { what: 'line', units: 0.5 }, 'how the line moves', 'pace of the clinic'],
    }),
    reaction('analytics.onTicketIssued'),
  ],
  call: [
    request('queue.callNext', {
      facts: [{ what: 'ticket, out of the line and into the called', indexed: 1, unindexed: 1 }, 'how the line moves'],
      events: ['ticket-called'],
      reads: ['clinic', 'how the line moves', { what: 'head of the line', units: 0.5 }],
    }),
    reaction('analytics.onTicketCalled'),
  ],
  opening: [
    request('encounters.openEncounter', {
      facts: ['encounter', 'one encounter for a ticket'],
      events: ['encounter-opened'],
      reads: ['ticket'],
    }),
    reaction('records.onEncounterOpened', { facts: [{ what: 'FHIR Encounter, found by person', indexed: 1 }] }),
    reaction('billing.onEncounterOpened', { facts: ['visit to bill', 'charge'], reads: ['price'] }),
  ],
  note: [request('records.writeNote', { facts: ['note'], guards: [notClosed], reads: ['encounter'] })],
  order: [
    request('records.placeOrder', {
      facts: ['order of a test', 'order of a test', 'how many the visit has ordered'],
      guards: [notClosed],
      events: ['order-placed'],
      // A price has its own days, and a hospital some ten thousand of them: each is a fact of its own.
      reads: ['encounter', 'price', 'price', 'how many the visit has ordered'],
    }),
    reaction('billing.onOrderPlaced', { facts: ['charge', 'charge'], guards: [notBilled], reads: ['price', 'price'] }),
  ],
  diagnosis: [
    request('records.recordDiagnosis', {
      facts: [{ what: 'FHIR Encounter, found by person', indexed: 1 }, 'its former version', 'condition'],
      guards: [notClosed],
      events: ['diagnosis-recorded'],
      reads: ['encounter', 'FHIR Encounter'],
    }),
  ],
  prescription: [
    request('records.issuePrescription', {
      facts: [
        // Dose, times, days and the printed line in both languages: more than 1 KB of FHIR.
        { what: 'prescribed drug', kB: 2 },
        { what: 'prescribed drug', kB: 2 },
        'national code',
        'how many the visit has ordered',
      ],
      guards: [notClosed],
      events: ['prescription-issued'],
      reads: ['encounter', 'price', 'price', 'hospital', 'how many the visit has ordered'],
    }),
    reaction('billing.onPrescriptionIssued', {
      facts: ['charge', 'charge'],
      guards: [notBilled],
      reads: ['price', 'price'],
    }),
  ],
  closing: [
    request('encounters.closeEncounter', {
      facts: ['encounter'],
      events: ['encounter-closed'],
      reads: ['encounter', 'main diagnosis', 'person'],
    }),
    reaction('queue.onEncounterClosed', {
      facts: [
        { what: 'ticket, out of the called', unindexed: 1 },
        'pace of the clinic',
        'end of the one open ticket for patient and clinic',
      ],
      reads: ['ticket', 'pace of the clinic'],
    }),
    reaction('records.onEncounterClosed', {
      facts: [{ what: 'FHIR Encounter, found by person', indexed: 1 }, 'its former version', 'closure'],
      events: ['record-closed'],
      reads: ['FHIR Encounter'],
    }),
    reaction('analytics.onEncounterClosed'),
    reaction('records.onRecordClosed', {
      facts: ['signed document'],
      events: ['record-locked'],
      // Encounter, note, two orders, condition and two drugs, with the closure beside them: 9 KB.
      reads: [{ what: 'all of the record', units: 3 }, 'hospital', 'person'],
    }),
    reaction('analytics.onRecordLocked'),
  ],
  bill: [
    request('billing.issueBill', {
      facts: [
        'bill',
        { what: 'its five lines', kB: 2 },
        'one bill for a visit',
        'link',
        'ledger entry',
        { what: 'payment request, among those that wait', indexed: 1 },
      ],
      events: ['bill-issued'],
      plain: ['claim of the payment code', 'claim of the link'],
      reads: [
        'encounter',
        { what: 'what was ordered', units: 2 },
        'visit and charges',
        'hospital',
        'coverage',
        "co-payments of the person's year",
      ],
    }),
  ],
  transfer: [
    callback('billing.sepayCallback', {
      facts: [
        'transfer',
        'ledger entry',
        { what: 'payment request, out of those that wait', unindexed: 1 },
        'bill',
        'last receipt number',
        'receipt',
      ],
      events: ['payment-received', 'bill-paid'],
      reads: [
        'hospital of the channel',
        'channel',
        'receiving account',
        'payment request',
        'bill',
        'last receipt number',
      ],
    }),
    reaction('analytics.onBillPaid'),
  ],
};

/**
 * The least of a payment that cannot be posted twice, counted without what a receipt, the audit and the statistics cost
 * on top: the notice kept alone before, then in one commit what must change with it, each at double price.
 */
const exactlyOnce = [
  { what: 'notice of the bank, alone', units: 1 },
  { what: 'guard of the bank reference', units: 2 },
  { what: 'payment request', units: 2 },
  { what: 'bill', units: 2 },
  { what: 'journal entry with its postings', units: 2 },
  { what: 'notice, now done', units: 2 },
  // 2 or 3 of them, and the post in all about 14 units without its outbox by the rules of the payment reference.
  { what: 'payment request out of those that wait, bill and journal found by account', units: 3 },
  { what: 'outbox: payment-received', units: 2 },
  { what: 'outbox: bill-paid', units: 2 },
] as const;
export const exactlyOnceUnits = exactlyOnce.reduce((total, { units }) => total + units, 0);
export const exactlyOnceParts = exactlyOnce.map(({ what, units }) => `${what} ${units}`).join(', ');

export function minimalUnits(step: Step): Units {
  const sum = (list: 'writes' | 'reads'): number =>
    minimum[step].flatMap((one) => one[list]).reduce((total, { units }) => total + units, 0);
  return { write: sum('writes'), read: sum('reads') };
}
