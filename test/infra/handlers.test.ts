import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import { handlers } from '../../infra/handlers.ts';
import { answersOf, reactionsOf, routesOf, schedulesOf } from '../../shared/runtime/house.ts';

const doors = [...routesOf(registry), ...reactionsOf(registry), ...schedulesOf(registry)];
const root = join(import.meta.dirname, '..', '..');

describe('the Lambda handlers of the contexts', () => {
  it('serve every door of the registry exactly once', () => {
    const served = handlers.flatMap((handler) => handler.served.doors.map(({ id }) => id));
    expect(served.toSorted()).toEqual(doors.map(({ id }) => id).toSorted());
  });

  it('serve the door of the registry itself and no copy of it', () => {
    const known = new Map(doors.map(({ id, door }) => [id, door]));
    for (const { served } of handlers) {
      for (const { id, door } of served.doors) expect(known.get(id) === door, id).toBe(true);
    }
  });

  it('serve doors of their own context only', () => {
    for (const { context, served } of handlers) {
      expect(served.context).toBe(context);
      expect(new Set(served.doors.map((door) => door.context))).toEqual(new Set([context]));
    }
  });

  it('carry the answers that their doors ask for, and no others', () => {
    const answers = answersOf(registry);
    for (const { context, name, served } of handlers) {
      const asked = new Set(served.doors.flatMap(({ door }) => door.asks.map((question) => question.name)));
      const carried = new Set(served.answers.map(({ door }) => door.to.name));
      expect(carried, `${context}.${name}`).toEqual(asked);
      for (const answer of served.answers) {
        const original = answers.find(({ id }) => id === answer.id);
        expect(original?.door === answer.door, `${context}.${name} carries ${answer.id}`).toBe(true);
      }
    }
  });

  it('bear the name of their reaction or schedule, which names queue and alarm', () => {
    for (const { name, served } of handlers) {
      if (served.kind !== 'reaction' && served.kind !== 'schedule') continue;
      expect(served.doors.map((door) => door.name)).toEqual([name]);
    }
  });

  it('keep reading and writing routes apart', () => {
    for (const { served } of handlers) {
      for (const { door } of served.doors) {
        if (door.kind !== 'route') continue;
        const kind = door.dialect === 'provider' ? 'callbacks' : door.route.startsWith('GET') ? 'reads' : 'writes';
        expect(served.kind).toBe(kind);
      }
    }
  });

  it('exist for every context of the registry', () => {
    for (const { name } of registry) expect(existsSync(join(root, 'functions', name, 'lambda.ts')), name).toBe(true);
  });
});
