import type { Clinic, Payable } from '../visit.ts';

export const kinds = ['check-in', 'callback', 'board read'] as const;
export type Kind = (typeof kinds)[number];

/** Where a hospital's bank reports transfers. */
export interface Channel {
  readonly path: string;
  readonly account: string;
}

/** What the generator does; it is told before it starts, so that it only sends while it measures. */
export interface Plan {
  readonly url: string;
  /** Requests of the first seconds are made and not measured. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly perSecond: Readonly<Record<Kind, number>>;
  readonly clinics: readonly Clinic[];
  /** Serial of the first fresh person. */
  readonly firstSerial: number;
  /** Authorization headers by hospital. */
  readonly kiosks: Readonly<Record<string, Record<string, string>>>;
  readonly boards: Readonly<Record<string, Record<string, string>>>;
  readonly channels: Readonly<Record<string, Channel>>;
  /** One for each callback. */
  readonly payables: readonly Payable[];
}

/** What it saw. Milliseconds count from the instant at which a request was due, not from when it could be sent. */
export interface Seen {
  readonly measured: Readonly<Record<Kind, readonly { readonly dueMs: number; readonly tookMs: number }[]>>;
  readonly errors: number;
  readonly firstErrors: readonly string[];
  /** Check-ins whose number somebody else already had. */
  readonly repeatedNumbers: number;
  /** How late the generator itself was at worst. */
  readonly lagMs: number;
  /** CPU seconds of the generator. */
  readonly cpuSeconds: number;
}

/** What the machine gave meanwhile. */
export interface Machine {
  /** Milliseconds for each page made safe. */
  readonly diskMs: readonly number[];
  /** Second by second, milliseconds in which the server could run and got no core, and waited for the disk. */
  readonly seconds: readonly { readonly noCoreMs: number; readonly onDiskMs: number }[];
}
