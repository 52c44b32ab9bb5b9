import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import type { AnyRoute, Context } from '../../shared/kernel/doors.ts';
import { routesOf } from '../../shared/runtime/house.ts';
import { type Journey, openJourney } from './opened.ts';

/** The matrix as it is published: a row for each route, a column for each role. */
function publishedMatrix(): { roles: string[]; rows: Map<string, Set<string>> } {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'permissions.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [, ...roles] = cells(lines[0] ?? '');
  const rows = lines.slice(2).map((line): [string, Set<string>] => {
    const [route = '', ...marks] = cells(line);
    return [route.replaceAll('`', ''), new Set(roles.filter((_, at) => marks[at] === 'x'))];
  });
  return { roles, rows: new Map(rows) };
}

const matrix = publishedMatrix();
const routes = routesOf(registry as readonly Context[]).map(({ door }) => door);
/** Nobody holds a token that says `provider` or `system`. */
const bearers = matrix.roles.filter((role) => role !== 'provider' && role !== 'system');
const homeOf = (role: string): string | undefined =>
  role === 'operator' || role === 'province' ? undefined : 'long-khanh';

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey.close());

const asked = { allowed: 0, refused: 0 };
const tokens = new Map<string, Promise<string>>();
/** One person may not ask so often in so short a time: twenty of a kind take turns. */
const tokenOf = (role: string): Promise<string> => {
  const hospital = homeOf(role);
  const number = 1 + ((asked.allowed + asked.refused) % 20);
  const name = `${role}-${number}`;
  const known = tokens.get(name) ?? journey.token({ persona: role, number, ...(hospital && { hospital }) });
  tokens.set(name, known);
  return known;
};
async function knock(door: AnyRoute, role: string): Promise<{ status: number; code: string | undefined }> {
  const [method = '', path = ''] = door.route.split(' ');
  const address = path.replace(/\{\w+\}/g, 'nobody-knows-this');
  const authorization = `Bearer ${await tokenOf(role)}`;
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const body = method === 'GET' ? {} : { body: '{"nothing":"of the kind"}' };
  return journey.line.send(door.route, address, { method, headers, ...body });
}

describe('the published permissions', () => {
  it('name every route there is, and none that there is not', () => {
    expect([...matrix.rows.keys()].sort()).toEqual(routes.map(({ route }) => route).sort());
  });
});

describe.each(
  routes
    .filter(({ who, dialect }) => who !== 'anyone' && dialect !== 'provider')
    .map((door) => [door.route, door] as const),
)('%s', (route, door) => {
  it('lets in the roles that the published matrix marks, and refuses every other', async () => {
    const marked = matrix.rows.get(route) ?? new Set();
    for (const role of bearers) {
      const { status, code } = await knock(door, role);
      const isTurnedAway = status === 401 || (status === 403 && ['not-allowed', 'status 403'].includes(code ?? ''));
      expect(isTurnedAway, `${role}: ${status} ${code}`).toBe(!marked.has(role));
      if (marked.has(role)) asked.allowed++;
      else asked.refused++;
    }
  });
});

describe('after all of this', () => {
  it('every role has been tried at every route', () => {
    console.info(`${routes.length} routes, ${bearers.length} roles: ${asked.allowed} let in, ${asked.refused} refused`);
    expect(asked.refused).toBeGreaterThan(asked.allowed);
  });
});
