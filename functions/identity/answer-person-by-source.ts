import { personBySource } from '../../shared/contracts/identity.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { persons } from './persons.ts';

const atOnce = 40;

export const answerPersonBySource = answer(personBySource, {
  summary:
    "Files with which the hospital moves in name patients by its old system's numbers; unknown ones are left out",
  needs: ['keys'],
  async handle({ sources }, world) {
    const known = persons(world.table, world.keys);
    const found = await inParts([...new Set(sources)], atOnce, async (source) => {
      const person = await known.ofSource(source);
      return person === undefined ? [] : [{ source, person }];
    });
    return { persons: found.flat() };
  },
});
