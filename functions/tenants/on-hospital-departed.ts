import { hospitalDeparted } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { hospitals } from './hospitals.ts';

export const onHospitalDeparted = reaction(hospitalDeparted, {
  summary: 'A hospital that has left is served no more; its code stays taken',
  tenant: 'platform',
  needs: ['standings'],
  async handle(_, { table, standings }, { tenant }) {
    const known = hospitals(table);
    const found = await known.find(tenant);
    if (!found) throw new Error(`departed: for an unknown hospital ${tenant}`);
    await standings.set(tenant, 'departed');
    table.commit({ put: [known.replacing(found, { ...found.value, state: 'departed' })] });
  },
});
