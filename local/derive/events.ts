import * as z from 'zod';
import type { Context } from '../../shared/kernel/doors.ts';
import { type EventContract, eventType } from '../../shared/kernel/events.ts';

/** Every event that some door publishes or reacts to, in order of name. */
export function eventsOf(contexts: readonly Context[]): EventContract[] {
  const found = new Map<string, EventContract>();
  for (const context of contexts) {
    for (const door of Object.values(context.doors)) {
      const contracts: EventContract[] =
        door.kind === 'answer' ? [] : [...door.emits, ...(door.kind === 'reaction' ? [door.on as EventContract] : [])];
      for (const contract of contracts) found.set(eventType(contract), contract);
    }
  }
  return [...found.values()].sort((a, b) => eventType(a).localeCompare(eventType(b)));
}

function who(contexts: readonly Context[], contract: EventContract): { publishes: string[]; reacts: string[] } {
  const publishes: string[] = [];
  const reacts: string[] = [];
  for (const context of contexts) {
    for (const [name, door] of Object.entries(context.doors)) {
      if (door.kind !== 'answer' && door.emits.includes(contract)) publishes.push(`${context.name}.${name}`);
      if (door.kind === 'reaction' && door.on === contract) reacts.push(`${context.name}.${name}`);
    }
  }
  return { publishes, reacts };
}

/** `docs/events/`: the JSON Schema of each event, and the catalogue that says who publishes and who reacts. */
export function eventFiles(contexts: readonly Context[]): Record<string, string> {
  const files: Record<string, string> = {};
  const rows: string[] = [];
  for (const contract of eventsOf(contexts)) {
    const type = eventType(contract);
    const schema = { title: type, ...z.toJSONSchema(contract.data, { io: 'output' }) };
    files[`events/${type}.schema.json`] = `${JSON.stringify(schema, null, 2)}\n`;
    const { publishes, reacts } = who(contexts, contract);
    rows.push(`| [\`${type}\`](${type}.schema.json) | ${publishes.join('<br>')} | ${reacts.join('<br>')} |`);
  }
  files['events/README.md'] =
    `# Events\n\nDerived from \`functions/registry.ts\` by \`npm run derive\`. Each \`.sample.json\` is a golden sample that was published once and is replayed for ever.\n\n| event | published by | reactions |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  return files;
}
