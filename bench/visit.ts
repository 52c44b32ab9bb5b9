import type { Role } from '../shared/kernel/caller.ts';

/** Asks one door, as one persona of one hospital. Throws what is not a success. */
export type Ask = (
  as: Role,
  hospital: string,
  route: string,
  input: Record<string, unknown>,
  /** Tells two of a role apart; 1 unless given. */
  number?: number,
) => Promise<Record<string, unknown>>;

export interface Clinic {
  readonly hospital: string;
  readonly clinic: string;
}

/** A bill that waits for a transfer. */
export interface Payable {
  readonly hospital: string;
  readonly bill: string;
  readonly code: string;
  /** Whole dong. */
  readonly amount: number;
}

/** The QR text of an invented person's citizen card: province 099 is not given to anyone. `serial` below a million. */
export function cardOf(serial: number): string {
  const year = 1930 + (serial % 90);
  const isFemale = serial % 2 === 1;
  // The fourth digit tells century and sex: 0 and 1 for 1900 to 1999, 2 and 3 for 2000 to 2099.
  const century = (year < 2000 ? 0 : 2) + (isFemale ? 1 : 0);
  const number = `099${century}${String(year % 100).padStart(2, '0')}${String(serial).padStart(6, '0')}`;
  const birth = `${String(1 + (serial % 28)).padStart(2, '0')}${String(1 + (serial % 12)).padStart(2, '0')}${year}`;
  return `${number}||Người Thử Nghiệm|${birth}|${isFemale ? 'Nữ' : 'Nam'}|Ấp ${serial % 9}, Xã Thử, Đồng Nai|01072024`;
}

/** The text under this name. @throws when the answer has none: the door changed and the bench must follow. */
export function textOf(answer: Record<string, unknown>, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw new Error(`the answer has no text '${name}'`);
  return value;
}

/** One administrator opens a SePay channel and another lets them. @returns the channel */
export async function openSepay(ask: Ask, hospital: string, secret: string): Promise<string> {
  const asked = { provider: 'sepay', mode: 'hmac', secret };
  const channel = textOf(await ask('admin', hospital, 'POST /v1/payment-channels', asked), 'channel');
  const decision = { channel, version: 1, approve: true };
  await ask('admin', hospital, 'POST /v1/payment-channels/{channel}/decision', decision, 2);
  return channel;
}

/** Reads a fresh person's card at the kiosk and takes a number. */
export async function checkIn(ask: Ask, { hospital, clinic }: Clinic, serial: number): Promise<string> {
  const read = await ask('kiosk', hospital, 'POST /v1/card-readings', { card: cardOf(serial) });
  const person = textOf(read, 'person');
  await ask('kiosk', hospital, 'POST /v1/clinics/{clinic}/tickets', { clinic, person });
  return person;
}

/** The shortest visit that ends with something to pay: call, examination, diagnosis, closing. */
export async function examine(ask: Ask, { hospital, clinic }: Clinic): Promise<string> {
  const called = await ask('doctor', hospital, 'POST /v1/clinics/{clinic}/calls', { clinic });
  const opened = await ask('doctor', hospital, 'POST /v1/encounters', { ticket: textOf(called, 'ticket') });
  const encounter = textOf(opened, 'encounter');
  const diagnosis = { encounter, code: 'J06.9', main: true };
  await ask('doctor', hospital, 'POST /v1/encounters/{encounter}/diagnoses', diagnosis);
  await ask('doctor', hospital, 'POST /v1/encounters/{encounter}/closing', { encounter });
  return encounter;
}

/** Bills a closed visit. The charges come by event: while they are on their way the door says so. */
export async function bill(ask: Ask, hospital: string, encounter: string): Promise<Payable> {
  const issued = await ask('cashier', hospital, 'POST /v1/encounters/{encounter}/bills', { encounter });
  const amount = issued['patientPays'];
  if (typeof amount !== 'number') throw new Error('the bill does not say what the patient pays');
  return { hospital, bill: textOf(issued, 'bill'), code: textOf(issued, 'code'), amount };
}
