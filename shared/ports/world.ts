import type * as z from 'zod';
import type { DatasetName, Row } from '../contracts/lake.ts';
import type { Caller, Role } from '../kernel/caller.ts';
import type { Question } from '../kernel/doors.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Inquiries } from './inquiries.ts';
import type { Table } from './table.ts';

export type Shelf = 'records' | 'images' | 'exports';

export interface Lock {
  /** No version can be removed before this instant; it can be moved later, never earlier (S3 Object Lock compliance). */
  readonly until?: Date;
  /** For ever, until somebody with that right lifts it ("permanent" records). */
  readonly legalHold?: boolean;
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex of the SHA-256 of the content. */
  readonly sha256: string;
  readonly contentType: string;
  readonly version: string;
  readonly lock: Lock;
}

/** The tenant's files. A path is relative to the tenant; content is encrypted under the tenant's key. */
export interface Files {
  /**
   * Writes once: the same content again is a no-op, other content under the same path throws FileExists.
   * So a repeated attempt is harmless and a document can never be replaced.
   */
  put(
    shelf: Shelf,
    path: string,
    content: Uint8Array,
    about: { contentType: string; lock?: Lock },
  ): Promise<StoredFile>;
  get(shelf: Shelf, path: string): Promise<Uint8Array | undefined>;
  head(shelf: Shelf, path: string): Promise<StoredFile | undefined>;
  /** @throws FileLocked before the lock ends. */
  remove(shelf: Shelf, path: string): Promise<void>;
  /** @throws FileLocked when the new lock ends earlier. */
  extend(shelf: Shelf, path: string, lock: Lock): Promise<void>;
}

/**
 * Segments of letters, digits, `.`, `_` and `-`, none of them `.` or `..`, at most 512 characters: such a path cannot
 * leave its tenant's place.
 */
export const isFilePath = (path: string): boolean =>
  path.length <= 512 &&
  path.split('/').every((segment) => /^[A-Za-z0-9._-]+$/.test(segment) && !/^\.{1,2}$/.test(segment));

export class FileExists extends Error {
  override name = 'FileExists';
}
export class FileLocked extends Error {
  override name = 'FileLocked';
}

/** The tenant's keys. They never leave the store; there is no way to ask for one. */
export interface Keys {
  /** Authenticated encryption, at most 4 KB; `purpose` is bound to the cipher text. Returns base64url. */
  seal(purpose: string, plain: string): Promise<string>;
  /** @throws when the text was changed, or sealed by another tenant or for another purpose. */
  unseal(purpose: string, sealed: string): Promise<string>;
  /** Keyed hash for looking a secret up without storing it: same value, same hex; useless without the key. */
  digest(purpose: string, value: string): Promise<string>;
  /** ECDSA P-256 over SHA-256 of the content. */
  sign(content: Uint8Array): Promise<{ algorithm: 'ES256'; keyId: string; signature: string }>;
  verify(content: Uint8Array, signature: string): Promise<boolean>;
}

/** Lookups that must be global. Returns nothing but the tenant. */
export interface Directory {
  tenantOf(kind: string, value: string): Promise<TenantId | undefined>;
  /** Binds the value to this tenant; again is a no-op. False when another tenant has it. */
  claim(kind: string, value: string): Promise<boolean>;
}

export interface Grant {
  readonly id: string;
  readonly from: TenantId;
  readonly to: TenantId;
  /** `support`: the platform tells a hospital why its operator wants to look into it. */
  readonly purpose: 'referral' | 'consultation' | 'support';
  /** What may be seen: an id of the granting hospital. */
  readonly subject: string;
  readonly document: Uint8Array;
  readonly expires: Date;
}

/** The biggest document that can be granted, 5 MB. */
export const mostGrantedBytes = 5_242_880;

/** An id of a grant names a file too: letters, digits and `-`, at most 64. */
export const isGrantId = (id: string): boolean => /^[A-Za-z0-9-]{1,64}$/.test(id);

/**
 * Where a granted document lies, between two hospitals. No tenant's id begins with `_`, so it is no tenant's folder; the
 * giver's name is part of it, so that no hospital can lay a document where another one's is looked for.
 */
export const grantPath = (grant: Pick<Grant, 'id' | 'from' | 'to'>): string =>
  `_grants/${grant.to}/${grant.from}/${grant.id}`;

/** The giving half of the only way from hospital to hospital: grants with a purpose and an end. */
export interface Grants {
  /**
   * Gives `to` this document until `expires`; the same id again is a no-op. Document and what is known of it are kept
   * apart, the document encrypted.
   * @throws RangeError when the document has more than 5 MB, Error when the id is none.
   */
  give(grant: Omit<Grant, 'from'>): Promise<void>;
}

/** The receiving half. */
export interface Shared {
  /**
   * A grant made to this tenant that is still valid.
   * @throws when the document is not the one that was granted.
   */
  granted(id: string): Promise<Grant | undefined>;
}

/** The append-only lake. Delivery is at least once; the views keep one row per `fact`. */
export interface Lake {
  append<D extends DatasetName>(dataset: D, rows: readonly Row<D>[]): Promise<void>;
  /** One SQL text for Athena and DuckDB; `?` stands for a parameter. Data sets are views named as in `datasets`. */
  query(sql: string, parameters: readonly (string | number)[]): Promise<readonly Record<string, unknown>[]>;
}

export interface DeadLetter {
  readonly id: string;
  /** `<context>.<reaction>` */
  readonly door: string;
  readonly event: string;
  readonly tenant: string;
  readonly attempts: number;
  /** Class and message of the last failure; messages carry ids only. */
  readonly error: string;
}

/** Deliveries that failed too often, for the operator. */
export interface Letters {
  dead(limit: number): Promise<readonly DeadLetter[]>;
  /** False when there is no such letter. */
  redrive(id: string): Promise<boolean>;
}

/** How a member of staff signs in, as the pool of accounts knows it. */
export interface Account {
  /** Opaque id that access tokens name as their bearer; it stays the same for the life of the account. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** False when nobody can sign in or renew a session with it. */
  readonly open: boolean;
}

/** A login inside a hospital: lower-case letters, digits, `.`, `_` and `-`, a letter first, 3 to 40 characters. */
export const isLogin = (login: string): boolean => /^[a-z][a-z0-9._-]{2,39}$/.test(login);

/** The tenant's staff accounts. A login is the tenant's own: two hospitals may use the same one. */
export interface Accounts {
  /** Makes the account when it is absent, opens it, and sets exactly these roles; the same again is a no-op. */
  put(login: string, roles: readonly Role[]): Promise<Account>;
  /** Ends every session that can be ended and lets no new one begin; again, or for nobody, is a no-op. */
  close(login: string): Promise<void>;
  find(login: string): Promise<Account | undefined>;
  /**
   * Ends every session and sets a password for the next sign-in, at which it must be changed; undefined when there is no
   * such open account. The answer is the only copy.
   */
  newPassword(login: string): Promise<string | undefined>;
}

/** An access token made for a machine of this tenant. */
export interface Session {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Makes short sessions for devices that proved themselves at a door. Staff sign in elsewhere. */
export interface Sessions {
  open(device: string, role: 'kiosk' | 'board'): Promise<Session>;
}

/**
 * How a hospital stands on the platform. `suspended`: only banks' callbacks and public pages are served; `leaving`:
 * reads, but no changes; `departed`: nothing.
 */
export type Standing = 'active' | 'suspended' | 'leaving' | 'departed';

/** The platform's word on every hospital, outside all of them; set again it is a no-op. */
export interface Standings {
  set(hospital: TenantId, standing: Standing): Promise<void>;
}

/** All that a door may know of the world. Ports beyond `table` throw unless the door declares the need. */
export interface World {
  readonly tenant: TenantId;
  readonly caller: Caller;
  /** The instant at which this attempt began. */
  readonly now: Date;
  readonly trace: string;
  /** UUIDv7: unique, and sorts by time. */
  newId(): string;
  readonly table: Table;
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
  ask<I extends z.ZodType, O extends z.ZodType>(
    question: Question<string, I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>>;
}
