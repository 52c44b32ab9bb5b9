import { Role } from '../../shared/kernel/caller.ts';
import type { Context, Door } from '../../shared/kernel/doors.ts';
import { eventType } from '../../shared/kernel/events.ts';
import { routesOf } from '../../shared/runtime/house.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function row(name: string, door: Door): string {
  switch (door.kind) {
    case 'route': {
      const who = door.who === 'anyone' ? 'anyone' : door.who.join(', ');
      return `| \`${door.route}\` | ${cell(door.summary)} | ${who} | ${door.refuses.join(', ')} | ${door.emits.map(eventType).join(', ')} |`;
    }
    case 'reaction':
      return `| on \`${eventType(door.on)}\` (${name}) | ${cell(door.summary)} | ${door.tenant} | | ${door.emits.map(eventType).join(', ')} |`;
    case 'schedule':
      return `| every ${door.everyMinutes} min (${name}) | ${cell(door.summary)} | ${door.tenants} | | ${door.emits.map(eventType).join(', ')} |`;
    case 'answer':
      return `| answers \`${door.to.name}\` | ${cell(door.summary)} | | | |`;
  }
}

/** Every door, context by context. */
export function doorsPage(contexts: readonly Context[]): string {
  const sections = contexts.map((context) => {
    const rows = Object.entries(context.doors).map(([name, door]) => row(name, door));
    return `## ${context.name}\n\n| door | what it does | who or whose | refuses | announces |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Doors\n\nDerived from \`functions/registry.ts\` by \`npm run derive\`.\n\n${sections.join('\n')}`;
}

/** Which role may open which route. */
export function permissionsPage(contexts: readonly Context[]): string {
  const roles = Role.options.filter((role) => role !== 'system');
  const rows = routesOf(contexts).map(({ door }) => {
    const marks = roles.map((role) => (door.who === 'anyone' || door.who.includes(role) ? 'x' : ''));
    return `| \`${door.route}\` | ${marks.join(' | ')} |`;
  });
  return `# Who may open which route\n\nDerived from \`functions/registry.ts\` by \`npm run derive\`. A provider proves itself by its signature inside the door.\n\n| route | ${roles.join(' | ')} |\n| --- |${roles.map(() => ' --- |').join('')}\n${rows.join('\n')}\n`;
}
