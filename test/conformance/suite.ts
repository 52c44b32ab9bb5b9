import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { modelMatches } from './model.ts';
import { type Opened, startOfTests } from './opened.ts';
import { promisesOfRaces } from './races.ts';
import { promisesOfReads } from './reads.ts';
import { promisesOfWrites } from './writes.ts';

/**
 * Every promise of `shared/ports/table.ts`, asked of one store. An adapter conforms when all of it passes; the embedded
 * edition and DynamoDB run the very same tests. `modelRuns` is the number of random histories compared with a model.
 */
export function tableConformance(name: string, open: () => Promise<Opened>, options: { modelRuns: number }): void {
  describe(name, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(() => opened.setNow(startOfTests));
    afterAll(() => opened.close());
    const store = (): Opened => opened;

    describe('a write', () => promisesOfWrites(store));
    describe('a read', () => promisesOfReads(store));
    describe('many at once', () => promisesOfRaces(store));
    describe('any history', () => modelMatches(store, options.modelRuns));
  });
}
