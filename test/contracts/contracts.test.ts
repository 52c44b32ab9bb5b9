import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import { breaks, fieldsOf } from '../../local/derive/compatible.ts';
import { eventFiles, eventsOf } from '../../local/derive/events.ts';
import type { Context } from '../../shared/kernel/doors.ts';
import { Envelope, eventType } from '../../shared/kernel/events.ts';
import { openStage } from '../stage.ts';

const contexts: readonly Context[] = registry;
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'events');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const samples = readdirSync(folder).filter((name) => name.endsWith('.sample.json'));

describe('the events', () => {
  const events = eventsOf(contexts);

  it.each(events.map((contract) => [eventType(contract), contract] as const))(
    '%s has a golden sample, and today reads every field of it as it was written',
    (type, contract) => {
      expect(samples).toContain(`${type}.sample.json`);
      const envelope = Envelope.parse(read(`${type}.sample.json`));
      expect(`${envelope.name}.v${envelope.version}`).toBe(type);
      // A field that was removed or renamed would be dropped, one that changed its type refused or rewritten.
      expect(contract.data.parse(envelope.data)).toEqual(envelope.data);
    },
  );
  it('every sample that was ever published still has a contract', () => {
    const known = new Set(events.map(eventType));
    expect(samples.filter((name) => !known.has(name.replace('.sample.json', '')))).toEqual([]);
  });
  it('the committed schemas are those of the code, so that a change shows in review', () => {
    for (const [name, text] of Object.entries(eventFiles(contexts))) {
      const path = join(folder, '..', name);
      expect(existsSync(path) ? readFileSync(path, 'utf8') : '', name).toBe(text);
    }
  });
  it('differ from what was published by optional fields only', () => {
    for (const [name, text] of Object.entries(eventFiles(contexts)).filter(([file]) => file.endsWith('.schema.json')))
      expect(breaks(JSON.parse(readFileSync(join(folder, '..', name), 'utf8')), JSON.parse(text)), name).toEqual([]);
  });
  it('carry no field that could hold a name, an identity number or free text', () => {
    const suspicious = /name|citizen|phone|address|note|text|photo|secret|password/i;
    for (const contract of events) {
      const type = eventType(contract);
      const fields = fieldsOf(read(`${type}.schema.json`)).filter((field) => suspicious.test(field));
      // The name that a bank shows for a hospital's own account is the hospital's, not a person's.
      expect(fields, type).toEqual(type === 'tenants.hospital-requested.v1' ? ['name'] : []);
    }
  });
  it("every sample that was ever published is handled by today's reactions", async () => {
    const published = samples.map((name) => Envelope.parse(read(name))).sort((a, b) => a.id.localeCompare(b.id));
    const stage = openStage({ contexts, now: published[0]?.at ?? '' });
    for (const envelope of published) {
      const { database } = stage.embedded;
      database.run(
        'INSERT INTO outbox (id, tenant, context, envelope) VALUES (?, ?, ?, ?)',
        envelope.id,
        envelope.tenant,
        'samples',
        JSON.stringify(envelope),
      );
      stage.embedded.onEvents();
      await stage.settle();
    }
    // What waited for a neighbour's event is tried again until it can go.
    for (let minute = 0; minute < 8; minute++) {
      stage.setClock({ minutes: 1 });
      await stage.settle();
    }
    // A hospital, a ticket, a member, an import, a statement, a channel and an invoice are made by routes, not by events:
    // their reactions find nothing here and say so.
    const left = stage
      .letters()
      .filter(
        ({ error }) =>
          !/for an unknown (hospital|ticket|member|import|line of a statement|channel|finding|invoice)/.test(
            error ?? '',
          ),
      );
    expect(left).toEqual([]);
    await stage.close();
  });
});
