import type { TenantId } from '../kernel/ids.ts';
import type { Inquiries } from './inquiries.ts';
import type { TenantTable } from './table.ts';
import type {
  Accounts,
  Directory,
  Files,
  Grants,
  Keys,
  Lake,
  Letters,
  Sessions,
  Shared,
  Standing,
  Standings,
} from './world.ts';

/** All ports of one tenant and one context, as an adapter hands them out. */
export interface Ports {
  readonly table: TenantTable;
  readonly files: Files;
  readonly keys: Keys;
  readonly directory: Directory;
  readonly shared: Shared;
  readonly grants: Grants;
  readonly lake: Lake;
  readonly letters: Letters;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly standings: Standings;
  readonly inquiries: Inquiries;
}

/** One line of the log: ids and codes only, never a body. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Where worlds come from: the one thing in which the machine and the cloud differ. */
export interface WorldSource {
  /** Ports that can only address this tenant; on AWS their credentials are narrowed to it as well. */
  ports(tenant: TenantId, context: string): Promise<Ports>;
  /** The tenant behind a global lookup, before any tenant is known. */
  tenantOf(kind: string, value: string): Promise<TenantId | undefined>;
  /** Every hospital, for schedules that run once each. */
  hospitals(): Promise<readonly TenantId[]>;
  /** How a hospital stands; `active` unless it was set otherwise. It may be up to half a minute old. */
  standingOf(tenant: TenantId): Promise<Standing>;
  /**
   * Keyed hash of a request, base64url: kept beside an idempotency key, and useless for guessing what was sent (a card
   * number has few digits) without the key.
   */
  fingerprint(content: Uint8Array): string;
  now(): Date;
  log(entry: LogEntry): void;
}
