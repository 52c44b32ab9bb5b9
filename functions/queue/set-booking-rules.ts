import { bookingRulesSet } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { appointments } from './appointments.ts';
import { BookingRules } from './booking.ts';
import { clinics } from './clinics.ts';

export const setBookingRules = route('POST /v1/clinics/{clinic}/booking-rules', {
  summary: 'A hospital says when a clinic takes appointments, and how many an hour and a day',
  who: ['admin'],
  input: BookingRules.extend({ clinic: ClinicId }).strict(),
  output: BookingRules.extend({ clinic: ClinicId }),
  refuses: ['clinic-unknown'],
  emits: [bookingRulesSet],
  subject: ({ clinic }) => clinic,
  async handle({ clinic, ...rules }, world) {
    if (!(await clinics(world.table).find(clinic))) return refuse('clinic-unknown');
    const { saving } = await appointments(world.table).rules(clinic);
    const { perHour, perDay } = rules;
    world.table.commit({
      put: [saving(rules)],
      emit: [emit(bookingRulesSet, clinic, { clinic, perHour, perDay })],
    });
    return { clinic, ...rules };
  },
});
