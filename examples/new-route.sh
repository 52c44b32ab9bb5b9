#!/usr/bin/env bash
# Adds one route to a copy of the project, the way a newcomer would: a door file, its test, one line, `npm run derive`.
# Proves that nothing else is needed: lint, types, walls, contracts and the new test pass in the copy.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tar --exclude=./node_modules --exclude=./.git --exclude=./.data --exclude=./dist --exclude=./cdk.out --exclude=./.tools -cf - . | tar -xf - -C "$copy"
ln -s "$PWD/node_modules" "$copy/node_modules"
cd "$copy"

# 1. the door
cat > functions/queue/read-load.ts <<'DOOR'
import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { clinics } from './clinics.ts';
import { tickets } from './tickets.ts';

export const readLoad = route('GET /v1/clinics/{clinic}/load', {
  summary: 'Reception sees how many people wait at a clinic',
  who: ['reception'],
  input: z.strictObject({ clinic: ClinicId }),
  output: z.object({ waiting: z.int() }),
  refuses: ['clinic-unknown'],
  async handle({ clinic }, world) {
    if (!(await clinics(world.table).find(clinic))) return refuse('clinic-unknown');
    const line = await tickets(world.table).line({ clinic, day: localDay(world.now) });
    return { waiting: line.length };
  },
});
DOOR

# 2. its test
cat > functions/queue/read-load.test.ts <<'TEST'
import { describe, expect, it } from 'vitest';
import { openHall } from '../../test/hall.ts';

describe('reception', () => {
  it('sees how many people wait at a clinic', async () => {
    const { stage, take } = await openHall();
    await take('person-1');
    await take('person-2');
    const load = await stage.request('GET /v1/clinics/{clinic}/load', { clinic: 'noi' }, { as: 'reception' });
    expect(load).toMatchObject({ status: 200, body: { waiting: 2 } });
    await stage.close();
  });
});
TEST

# 3. one line in the context's list, and its import
sed -i "s#^import { readBoard } from './read-board.ts';#&\nimport { readLoad } from './read-load.ts';#; s#^  readBoard,#&\n  readLoad,#" functions/queue/index.ts

# 4. everything else follows
npm run --silent derive
grep -q '/v1/clinics/{clinic}/load' docs/openapi.json docs/doors.md docs/permissions.md

npx biome check functions/queue
npx tsc --noEmit -p tsconfig.json
npx vitest run functions/queue/read-load.test.ts test/architecture test/contracts
echo "one new route: two files, one line, npm run derive"
