import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../kernel/ids.ts';
import { FileExists, FileLocked } from '../ports/world.ts';
import { dropExpiredGrants } from './shared.ts';
import { type Embedded, openEmbedded } from './source.ts';

const long = 'long-khanh' as TenantId;
const other = 'thong-nhat' as TenantId;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('the embedded world', () => {
  let folder: string;
  let now: Date;
  let world: Embedded;
  const open = () => openEmbedded({ path: folder, now: () => now });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-test-'));
    now = new Date('2026-11-24T01:00:00Z');
    world = open();
  });
  afterEach(() => {
    world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const reopen = () => {
    world.close();
    world = open();
  };

  describe('files', () => {
    const until = new Date('2042-01-01T00:00:00Z');
    it('gives back what was put, after a restart too, with its hash and lock', async () => {
      const { files } = await world.ports(long, 'records');
      const stored = await files.put('records', 'e1/d1.json', bytes('{"a":1}'), {
        contentType: 'application/json',
        lock: { until },
      });
      reopen();
      const again = (await world.ports(long, 'records')).files;
      expect(new TextDecoder().decode(await again.get('records', 'e1/d1.json'))).toBe('{"a":1}');
      expect(await again.head('records', 'e1/d1.json')).toEqual(stored);
      expect(stored).toMatchObject({ bytes: 7, lock: { until } });
    });
    it('takes the same content again and refuses other content under the same path', async () => {
      const { files } = await world.ports(long, 'records');
      await files.put('records', 'e1/d1.json', bytes('one'), { contentType: 'text/plain' });
      await files.put('records', 'e1/d1.json', bytes('one'), { contentType: 'text/plain' });
      await expect(files.put('records', 'e1/d1.json', bytes('two'), { contentType: 'text/plain' })).rejects.toThrow(
        FileExists,
      );
    });
    it('refuses to remove or shorten a locked file up to the last moment, and removes it after', async () => {
      const { files } = await world.ports(long, 'records');
      await files.put('records', 'd', bytes('x'), { contentType: 'text/plain', lock: { until } });
      await expect(files.extend('records', 'd', { until: new Date('2041-12-31T23:59:59Z') })).rejects.toThrow(
        FileLocked,
      );
      now = new Date(until.getTime() - 1);
      await expect(files.remove('records', 'd')).rejects.toThrow(FileLocked);
      now = until;
      await files.remove('records', 'd');
      expect(await files.get('records', 'd')).toBeUndefined();
    });
    it('keeps a file under legal hold for ever', async () => {
      const { files } = await world.ports(long, 'records');
      await files.put('records', 'd', bytes('x'), { contentType: 'text/plain', lock: { legalHold: true } });
      now = new Date('2300-01-01T00:00:00Z');
      await expect(files.remove('records', 'd')).rejects.toThrow(FileLocked);
    });
    it('writes no plain text to the disk', async () => {
      const { files } = await world.ports(long, 'records');
      await files.put('records', 'e1/d1.json', bytes('a very private sentence'), { contentType: 'text/plain' });
      const path = join(folder, 'files', long, 'records', 'e1', 'd1.json');
      expect(readFileSync(path).toString('latin1')).not.toContain('private');
    });
    it.each(['../x', 'a/../../x', '/etc/passwd', '.', 'a//b', 'a/./b', 'x\u0000y', ''])(
      'refuses the path %j',
      async (path) => {
        const { files } = await world.ports(long, 'records');
        await expect(files.put('records', path, bytes('x'), { contentType: 'text/plain' })).rejects.toThrow(
          'not a path',
        );
      },
    );
    it('shows one hospital nothing of another', async () => {
      await (await world.ports(long, 'records')).files.put('records', 'd', bytes('x'), { contentType: 'text/plain' });
      expect(await (await world.ports(other, 'records')).files.get('records', 'd')).toBeUndefined();
    });
  });

  describe('keys', () => {
    it('open a sealed text for the same tenant and purpose only, after a restart too', async () => {
      const sealed = await (await world.ports(long, 'identity')).keys.seal('person', 'Nguyễn Thị Thử');
      reopen();
      const { keys } = await world.ports(long, 'identity');
      expect(await keys.unseal('person', sealed)).toBe('Nguyễn Thị Thử');
      await expect(keys.unseal('other', sealed)).rejects.toThrow();
      await expect((await world.ports(other, 'identity')).keys.unseal('person', sealed)).rejects.toThrow();
    });
    it('find a changed bit', async () => {
      const { keys } = await world.ports(long, 'identity');
      const sealed = Buffer.from(await keys.seal('person', 'x'), 'base64url');
      sealed.writeUInt8(sealed.readUInt8(20) ^ 1, 20);
      await expect(keys.unseal('person', sealed.toString('base64url'))).rejects.toThrow();
    });
    it('digest the same value alike for one tenant and differently for another', async () => {
      const mine = (await world.ports(long, 'identity')).keys;
      const theirs = (await world.ports(other, 'identity')).keys;
      expect(await mine.digest('citizen', '1')).toBe(await mine.digest('citizen', '1'));
      expect(await mine.digest('citizen', '1')).not.toBe(await theirs.digest('citizen', '1'));
      expect(await mine.digest('citizen', '1')).not.toBe(await mine.digest('phone', '1'));
    });
    it('sign so that only the very content verifies, after a restart too', async () => {
      const { signature, algorithm } = await (await world.ports(long, 'records')).keys.sign(bytes('document'));
      reopen();
      const { keys } = await world.ports(long, 'records');
      expect(algorithm).toBe('ES256');
      expect(Buffer.from(signature, 'base64url')).toHaveLength(64);
      expect(await keys.verify(bytes('document'), signature)).toBe(true);
      expect(await keys.verify(bytes('Document'), signature)).toBe(false);
      expect(await (await world.ports(other, 'records')).keys.verify(bytes('document'), signature)).toBe(false);
    });
    it('are not made anew over data that were written under another key', () => {
      world.close();
      const path = join(folder, 'keys', 'master.key');
      const key = readFileSync(path);
      rmSync(path);
      expect(open).toThrow('these data need their master key');
      writeFileSync(path, key.subarray(0, 7));
      expect(open).toThrow('is damaged');
      writeFileSync(path, key);
      world = open();
    });
    it('keep the master key readable by its owner only', () => {
      expect(statSync(join(folder, 'keys', 'master.key')).mode & 0o777).toBe(0o600);
    });
  });

  describe('grants', () => {
    const give = async (id: string, expires: Date) => {
      const { grants } = await world.ports(long, 'records');
      const document = bytes('{"note":"Đau bụng"}');
      await grants.give({ id, to: other, purpose: 'referral', subject: 'd', document, expires });
    };
    const fileOf = (id: string) => join(folder, 'files', '_grants', other, long, id);
    it('keep the document in a file that shows nothing of it, and none of it in the database', async () => {
      await give('g', new Date(now.getTime() + 1000));
      expect(readFileSync(fileOf('g')).includes('note')).toBe(false);
      expect(JSON.stringify(world.database.all('SELECT * FROM grants'))).not.toMatch(/note|bụng/);
    });
    it('refuse a document that was changed on the disk, or moved there from another grant', async () => {
      await give('g', new Date(now.getTime() + 1000));
      await give('h', new Date(now.getTime() + 1000));
      const { shared } = await world.ports(other, 'records');
      writeFileSync(fileOf('g'), readFileSync(fileOf('h')));
      await expect(shared.granted('g')).rejects.toThrow();
      expect(await shared.granted('h')).toBeDefined();
    });
    it('leave neither row nor file once they have ended', async () => {
      await give('short', new Date(now.getTime() + 1000));
      await give('long', new Date(now.getTime() + 5000));
      now = new Date(now.getTime() + 1000);
      expect(dropExpiredGrants(world.database, world.filesFolder, now)).toBe(1);
      expect(world.database.all('SELECT id FROM grants')).toEqual([{ id: 'long' }]);
      expect([existsSync(fileOf('short')), existsSync(fileOf('long'))]).toEqual([false, true]);
      expect(dropExpiredGrants(world.database, world.filesFolder, now)).toBe(0);
    });
    it('of data that still keep documents in the clear are dropped when they are opened', async () => {
      world.database.run('DROP TABLE grants');
      world.database.run('CREATE TABLE grants (id TEXT PRIMARY KEY, document TEXT NOT NULL)');
      world.database.run("INSERT INTO grants VALUES ('old', '{}')");
      reopen();
      expect(world.database.all('SELECT * FROM grants')).toEqual([]);
      await give('new', new Date(now.getTime() + 1000));
      expect(await (await world.ports(other, 'records')).shared.granted('new')).toMatchObject({ from: long });
    });
  });

  describe('the lake', () => {
    const ticket = (fact: string, at: string) => ({
      fact,
      at,
      day: at.slice(0, 10),
      hospital: 'long-khanh',
      clinic: 'noi',
      priority: 3,
      channel: 'kiosk',
    });
    const count = async (): Promise<number> =>
      Number((await world.lake.query('SELECT CAST(count(*) AS integer) AS n FROM tickets', []))[0]?.['n']);

    it('lies in Parquet files by month', async () => {
      await world.lake.append('tickets', [
        ticket('a', '2026-10-31T10:00:00.000Z'),
        ticket('b', '2026-11-01T10:00:00.000Z'),
      ]);
      expect(await world.lake.flush()).toBe(2);
      expect(readdirSync(join(folder, 'lake', 'tickets')).toSorted()).toEqual(['month=2026-10', 'month=2026-11']);
      const [file] = readdirSync(join(folder, 'lake', 'tickets', 'month=2026-10'));
      expect(
        readFileSync(join(folder, 'lake', 'tickets', 'month=2026-10', file ?? ''))
          .subarray(0, 4)
          .toString(),
      ).toBe('PAR1');
    });
    it('counts a fact once, before and after it was written', async () => {
      await world.lake.append('tickets', [ticket('a', '2026-11-01T10:00:00.000Z')]);
      await world.lake.append('tickets', [ticket('a', '2026-11-01T10:00:00.000Z')]);
      expect(await count()).toBe(1);
      await world.lake.append('tickets', [ticket('a', '2026-11-01T10:00:00.000Z')]);
      expect(await count()).toBe(1);
    });
    it('loses no fact when one that comes again stands first in two batches', async () => {
      const at = '2026-11-01T10:00:00.000Z';
      await world.lake.append('tickets', [ticket('a', at), ticket('b', at)]);
      expect(await world.lake.flush()).toBe(2);
      await world.lake.append('tickets', [ticket('a', at), ticket('c', at)]);
      expect(await world.lake.flush()).toBe(2);
      expect(await count()).toBe(3);
    });
    it('keeps facts that were not written yet through a restart', async () => {
      await world.lake.append('tickets', [ticket('a', '2026-11-01T10:00:00.000Z')]);
      reopen();
      expect(await count()).toBe(1);
    });
  });
});
