import type { Random } from './random.ts';

/** What goes wrong on purpose, and what must come of it. */
export const troubles = {
  none: 'the patient scans, pays once, the bank calls once',
  cash: 'the patient pays in cash at the till, with a receipt of the till',
  'one-card': 'the patient gets a One Card, tops it up by QR and pays the bill from it; the rest stays on it',
  'cash-and-code': 'a part in cash at the till, the rest by the same code',
  refunded: 'too much is paid; a cashier asks to give it back, an administrator lets it, the till pays it out',
  doubled: 'the bank calls twice, one after the other',
  'at-once': 'the bank calls three times at the same moment',
  delayed: 'the money is there, the call comes at the end of the morning',
  lost: 'the money is there, no call ever comes: the bank statement of the day tells of it',
  short: 'too little is paid, and the rest later',
  over: 'too much is paid',
  'paid-again': 'the bill is paid, and then once more by another transfer',
  'unknown-code': 'the text of the transfer was typed by hand and names no bill; then the patient pays properly',
  placed: 'as before, but a cashier asks that this money goes on the bill, and an administrator lets it',
  outgoing: 'after the payment the bank takes a fee, which matches no refund',
  forged: 'a stranger reports the payment first, without the bank’s secret',
  'wrong-hospital':
    'the money goes to another hospital’s account with this bill’s code; then the patient pays properly',
  'reference-reused': 'after the payment its bank reference comes again with another amount',
  unreadable: 'the bank first sends a notice that cannot be read',
  'kiosk-twice': 'the kiosk asks for the number twice with one key, and once more with another',
} as const;

/** Which of them calls which person. `wrong-hospital` calls one at the hospital that has the money. */
export const calls: Partial<Record<Trouble, string>> = {
  over: 'surplus',
  'paid-again': 'second-payment',
  'unknown-code': 'unknown-code',
  outgoing: 'outgoing-unmatched',
  'wrong-hospital': 'other-tenant',
  'reference-reused': 'reference-reused',
  unreadable: 'unreadable-callback',
};

export type Trouble = keyof typeof troubles;

const planted = (Object.keys(troubles) as Trouble[]).filter((trouble) => trouble !== 'none');
/** Of the visits beyond the first round, so many in a hundred have trouble too. */
const furtherPercent = 15;

/** At each hospital every trouble happens once, as long as it has visits enough; some more by chance. */
export function assignTroubles(hospitals: readonly string[], random: Random): Trouble[] {
  const assigned: Trouble[] = hospitals.map(() => (random.percent(furtherPercent) ? random.pick(planted) : 'none'));
  for (const hospital of new Set(hospitals)) {
    const own = hospitals.flatMap((one, index) => (one === hospital ? [index] : []));
    const chosen = random.shuffled(own);
    for (const [place, trouble] of random.shuffled(planted).entries()) {
      const index = chosen[place];
      if (index !== undefined) assigned[index] = trouble;
    }
  }
  return assigned;
}
