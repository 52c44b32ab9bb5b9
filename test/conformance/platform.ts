import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { type Directory, type Grants, mostGrantedBytes, type Shared } from '../../shared/ports/world.ts';
import { aHospital, startOfTests } from './opened.ts';

/** A directory under test, and what the platform itself reads of it. */
export interface OpenedDirectory {
  directory(tenant: TenantId): Directory;
  tenantOf(kind: string, value: string): Promise<TenantId | undefined>;
  hospitals(): Promise<readonly TenantId[]>;
  close(): Promise<void>;
}

let values = 0;
/** A value that no other test claims. */
const aValue = (): string => `value-${++values}`;

/** Every promise of the directory port, asked of one store. */
export function directoryConformance(name: string, open: () => Promise<OpenedDirectory>): void {
  describe(name, () => {
    let opened: OpenedDirectory;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const of = (tenant: TenantId): Directory => opened.directory(tenant);

    it('knows nobody behind a value that was never claimed', async () => {
      const value = aValue();
      expect(await of(aHospital()).tenantOf('account', value)).toBeUndefined();
      expect(await opened.tenantOf('account', value)).toBeUndefined();
    });

    it('binds a value to the first tenant that claims it, and tells everyone at once', async () => {
      const [first, second] = [aHospital(), aHospital()];
      const value = aValue();
      expect(await of(first).claim('account', value)).toBe(true);
      expect(await of(second).tenantOf('account', value)).toBe(first);
      expect(await opened.tenantOf('account', value)).toBe(first);
      expect(await of(second).claim('account', value)).toBe(false);
      expect(await of(second).tenantOf('account', value)).toBe(first);
    });

    it('takes the same claim again as done', async () => {
      const tenant = aHospital();
      const value = aValue();
      for (let turn = 0; turn < 3; turn++) expect(await of(tenant).claim('account', value)).toBe(true);
    });

    it('keeps kinds apart, and values that differ in a letter or a separator', async () => {
      const [first, second] = [aHospital(), aHospital()];
      const value = aValue();
      expect(await of(first).claim('account', value)).toBe(true);
      expect(await of(second).claim('callback', value)).toBe(true);
      expect(await of(second).claim('account', value.toUpperCase())).toBe(true);
      expect(await of(second).claim('account', `${value}#1`)).toBe(true);
      expect(await of(first).tenantOf('account', value)).toBe(first);
      expect(await of(first).tenantOf('callback', value)).toBe(second);
    });

    it('gives a value to one of ten who claim it at once', async () => {
      const value = aValue();
      const claimants = Array.from({ length: 10 }, aHospital);
      const won = await Promise.all(claimants.map((tenant) => of(tenant).claim('payment-code', value)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await opened.tenantOf('payment-code', value)).toBe(claimants[won.indexOf(true)]);
    });

    it('lists as hospitals exactly the values of that kind, each once and in order', async () => {
      const founder = aHospital();
      for (const value of ['zz-two', 'zz-one', 'zz-two']) await of(founder).claim('hospital', value);
      await of(founder).claim('account', 'zz-none');
      const listed = (await opened.hospitals()).filter((value) => value.startsWith('zz-'));
      expect(listed).toEqual(['zz-one', 'zz-two']);
    });
  });
}

/** Grants under test. */
export interface OpenedShared {
  grants(tenant: TenantId): Grants;
  shared(tenant: TenantId): Shared;
  setNow(now: Date): void;
  close(): Promise<void>;
}

let ids = 0;
const bytes = (text: string): Uint8Array => Buffer.from(text);
const plain = (document: Uint8Array | undefined): string | undefined => document && Buffer.from(document).toString();

/** Every promise of the grants and shared ports, asked of one store. */
export function sharedConformance(name: string, open: () => Promise<OpenedShared>): void {
  describe(name, () => {
    let opened: OpenedShared;
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(() => opened.setNow(startOfTests));
    afterAll(() => opened.close());
    const expires = new Date(startOfTests.getTime() + 3_600_000);
    const aGrant = (to: TenantId, document = bytes('{"note":"Đau bụng"}')) => ({
      id: `grant-${++ids}`,
      to,
      purpose: 'referral' as const,
      subject: 'doc-1',
      document,
      expires,
    });

    it('shows a document to the hospital it was granted to, whole and with who gave it for what', async () => {
      const [from, to] = [aHospital(), aHospital()];
      const grant = aGrant(to);
      await opened.grants(from).give(grant);
      const shown = await opened.shared(to).granted(grant.id);
      const { document, ...rest } = grant;
      expect(shown).toMatchObject({ ...rest, from });
      expect(plain(shown?.document)).toBe(plain(document));
    });

    it('shows nothing to a third hospital, to the giver, or under another id', async () => {
      const [from, to] = [aHospital(), aHospital()];
      const grant = aGrant(to);
      await opened.grants(from).give(grant);
      expect(await opened.shared(aHospital()).granted(grant.id)).toBeUndefined();
      expect(await opened.shared(from).granted(grant.id)).toBeUndefined();
      expect(await opened.shared(to).granted(`${grant.id}0`)).toBeUndefined();
    });

    it('shows it until the very millisecond at which it ends', async () => {
      const to = aHospital();
      const grant = aGrant(to);
      await opened.grants(aHospital()).give(grant);
      opened.setNow(new Date(expires.getTime() - 1));
      expect(await opened.shared(to).granted(grant.id)).toBeDefined();
      opened.setNow(expires);
      expect(await opened.shared(to).granted(grant.id)).toBeUndefined();
    });

    it('takes the same grant again as done', async () => {
      const [from, to] = [aHospital(), aHospital()];
      const grant = aGrant(to);
      for (let turn = 0; turn < 3; turn++) await opened.grants(from).give(grant);
      expect(plain((await opened.shared(to).granted(grant.id))?.document)).toBe(plain(grant.document));
    });

    it('leaves the first as it is when another hospital grants under the same id', async () => {
      const [first, second, to] = [aHospital(), aHospital(), aHospital()];
      const grant = aGrant(to);
      await opened.grants(first).give(grant);
      await opened.grants(second).give({ ...grant, document: bytes('forged') });
      const shown = await opened.shared(to).granted(grant.id);
      expect(shown?.from).toBe(first);
      expect(plain(shown?.document)).toBe(plain(grant.document));
    });

    it('carries a document of 5 MB, and refuses a bigger one before anything is kept', async () => {
      const [from, to] = [aHospital(), aHospital()];
      const whole = aGrant(to, new Uint8Array(mostGrantedBytes).fill(7));
      await opened.grants(from).give(whole);
      const shown = await opened.shared(to).granted(whole.id);
      expect(shown?.document.length).toBe(mostGrantedBytes);
      const tooBig = aGrant(to, new Uint8Array(mostGrantedBytes + 1));
      await expect(opened.grants(from).give(tooBig)).rejects.toThrow(RangeError);
      expect(await opened.shared(to).granted(tooBig.id)).toBeUndefined();
    });

    it('refuses an id that could name another place', async () => {
      const [from, to] = [aHospital(), aHospital()];
      for (const id of ['', '../x', 'a/b', 'a#b', '.', 'x'.repeat(65)]) {
        await expect(opened.grants(from).give({ ...aGrant(to), id })).rejects.toThrow(/id of a grant/);
        expect(await opened.shared(to).granted(id)).toBeUndefined();
      }
    });
  });
}
