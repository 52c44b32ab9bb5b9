import { clinicsOpened } from '../../shared/contracts/queue.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { clinicsOf } from './clinic.ts';
import { clinics } from './clinics.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'A new hospital opens the clinics of its template',
  tenant: 'named',
  emits: [clinicsOpened],
  async handle({ hospital, template }, world) {
    const kept = clinics(world.table);
    const open = new Set((await kept.list()).map(({ clinic }) => clinic));
    const wanted = clinicsOf(template);
    world.table.commit({
      put: wanted.filter(({ clinic }) => !open.has(clinic)).map((clinic) => kept.adding(clinic)),
      emit: [emit(clinicsOpened, hospital, { clinics: wanted.length })],
    });
  },
});
