import { hospitalRequested, keysMade } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { tryKeys } from './key-trial.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'A new hospital is shown to have keys of its own that seal and sign, before anything is kept under them',
  tenant: 'named',
  emits: [keysMade],
  needs: ['keys'],
  async handle({ hospital }, { keys, table }) {
    // Where keys are still being made this throws, and the event comes again.
    const signingKey = await tryKeys(keys);
    table.commit({ emit: [emit(keysMade, hospital, { hospital, signingKey })] });
  },
});
