import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { prices } from './prices.ts';
import { chargesOf, examinationSource } from './visit.ts';
import { putCharge, putVisit, visits } from './visits.ts';

export const onEncounterOpened = reaction(encounterOpened, {
  summary: 'A visit begins and its examination is charged at the price of that day',
  async handle({ encounter, person, examination }, world, { at }) {
    if (await visits(world.table).get(encounter)) return;
    const day = localDay(new Date(at));
    const ordered = [{ source: examinationSource, code: examination, quantity: 1 }];
    const charges = chargesOf(ordered, await prices(world.table).of([examination], day), day);
    world.table.commit({
      put: [putVisit({ encounter, person, day }), ...charges.map((charge) => putCharge(encounter, charge))],
    });
  },
});
