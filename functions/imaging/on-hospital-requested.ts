import { optionsSet } from '../../shared/contracts/imaging.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { options } from './options.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'Imaging learns whether a new hospital is a pilot for AI and a hub of remote consultation',
  tenant: 'named',
  emits: [optionsSet],
  async handle({ hospital, imagingPilot, teleconsultHub }, { table }) {
    const { find, saving } = options(table);
    const said = { imagingPilot, teleconsultHub };
    table.commit({ put: [saving(await find(), said)], emit: [emit(optionsSet, hospital, said)] });
  },
});
